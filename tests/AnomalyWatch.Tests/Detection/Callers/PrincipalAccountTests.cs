using AnomalyWatch.Detection.Callers;

namespace AnomalyWatch.Tests.Detection.Callers;

[TestClass]
public sealed class PrincipalAccountTests
{
    [TestMethod]
    [DataRow("arn:aws:iam::123456789012:role/orders", "123456789012")]
    [DataRow("arn:aws:sts::123456789012:assumed-role/orders/session", "123456789012")]
    [DataRow("123456789012/role/orders", "123456789012")]
    [DataRow("orders@shop-prod.iam.gserviceaccount.com", "shop-prod")]
    [DataRow("ann@example.com", "")]
    [DataRow("shop-identity", "")]
    [DataRow("123456789012", "")]
    [DataRow("1234567890123/x", "")]
    [DataRow("arn:", "")]
    [DataRow("arn:aws:iam::x:role/orders", "")]
    [DataRow("", "")]
    public void The_account_is_read_from_the_name_where_it_stands_there(string principal, string account) =>
        Assert.AreEqual(account, PrincipalAccount.Of(principal).ToString());
}
