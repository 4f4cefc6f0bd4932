using System.Text.Json;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class PrincipalNamingTests
{
    private const string Issuer = "\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"arn\":\"arn:aws:iam::123456789012:role/service-role/deploy\",\"accountId\":\"123456789012\",\"userName\":\"deploy\"}}";

    [TestMethod]
    [DataRow("123456789012/user/alice", """{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/team/alice","accountId":"123456789012","userName":"alice","accessKeyId":"AKIA1"}""", DisplayName = "a user")]
    [DataRow("123456789012/user/alice", """{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/team/alice","accessKeyId":"AKIA2"}""", DisplayName = "the same user with another key, told by ARN alone")]
    [DataRow("123456789012/role/deploy", """{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/deploy/one","accountId":"123456789012","principalId":"AROA:one",""" + Issuer + "}", DisplayName = "a role")]
    [DataRow("123456789012/role/deploy", """{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/deploy/two","accountId":"123456789012","principalId":"AROA:two"}""", DisplayName = "the same role in another session, without its issuer")]
    [DataRow("123456789012/role/deploy", """{"type":"AssumedRole","accountId":"123456789012","principalId":"AROA:three",""" + Issuer + "}", DisplayName = "the same role, without the session's ARN")]
    [DataRow("123456789012/role/AWSReservedSSO_Admin_0f1e/alice@example.com", """{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0f1e/alice@example.com","accountId":"123456789012"}""", DisplayName = "a person behind a role that many share")]
    [DataRow("123456789012/root", """{"type":"Root","arn":"arn:aws:iam::123456789012:root","accountId":"123456789012"}""", DisplayName = "the root user")]
    [DataRow("123456789012/user/alice", """{"type":"FederatedUser","arn":"arn:aws:sts::123456789012:federated-user/chosen-at-will","accountId":"123456789012","sessionContext":{"sessionIssuer":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/alice","userName":"alice"}}}""", DisplayName = "a federated user goes by who asked for the token")]
    [DataRow("apigateway.amazonaws.com", """{"type":"AWSService","invokedBy":"apigateway.amazonaws.com"}""", DisplayName = "a service")]
    [DataRow("210987654321/principal/AROAEXAMPLE", """{"type":"AWSAccount","principalId":"AROAEXAMPLE:session","accountId":"210987654321"}""", DisplayName = "another account")]
    [DataRow("cognito-identity.amazonaws.com/user/u1", """{"type":"WebIdentityUser","identityProvider":"cognito-identity.amazonaws.com","userName":"u1"}""", DisplayName = "a web identity")]
    [DataRow("123456789012/identity-center/9067", """{"type":"IdentityCenterUser","accountId":"123456789012","onBehalfOf":{"userId":"9067"}}""", DisplayName = "a user of Identity Center")]
    [DataRow(null, """{"type":"Unknown"}""", DisplayName = "nobody")]
    public void Of_aws_the_user_or_role_stays_when_keys_and_sessions_change(string? name, string identity) => Assert.AreEqual(name, PrincipalNaming.OfAws(Json(identity)));

    [TestMethod]
    [DataRow("jan@example.com", """{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn":"Jan@Example.com","appid":"04B07795","uti":"one"}""", DisplayName = "a person, whatever the tool")]
    [DataRow("jan@example.com", """{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name":"jan@example.com","uti":"two"}""", DisplayName = "the same person by another claim")]
    [DataRow("app:ddbf3205", """{"appid":"DDBF3205","http://schemas.microsoft.com/identity/claims/objectidentifier":"5418ef78"}""", DisplayName = "an application")]
    [DataRow("object:5418ef78", """{"http://schemas.microsoft.com/identity/claims/objectidentifier":"5418EF78"}""", DisplayName = "an object of the directory")]
    [DataRow(null, "{}", DisplayName = "nobody")]
    public void Of_azure_the_person_or_application_stays_when_tokens_change(string? name, string claims) => Assert.AreEqual(name, PrincipalNaming.OfAzure(Json(claims)));

    [TestMethod]
    [DataRow("robot@p.iam.gserviceaccount.com", """{"principalEmail":"Robot@p.iam.gserviceaccount.com","serviceAccountKeyName":"//iam.googleapis.com/keys/1"}""", DisplayName = "a service account")]
    [DataRow("principal://iam.googleapis.com/projects/1/subject/x", """{"principalSubject":"principal://iam.googleapis.com/projects/1/subject/X"}""", DisplayName = "a workload from outside")]
    [DataRow(null, "{}", DisplayName = "nobody")]
    public void Of_google_the_account_stays_when_keys_change(string? name, string info) => Assert.AreEqual(name, PrincipalNaming.OfGcp(Json(info)));

    [TestMethod]
    public void A_name_is_cut_to_its_limit() =>
        Assert.AreEqual(512, PrincipalNaming.OfGcp(Json($$"""{"principalEmail":"{{new string('a', 100_000)}}"}"""))!.Length);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
