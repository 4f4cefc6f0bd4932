using System.Text.Json;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>The members of enumerations by their names in camel case, as our JSON spells them; numbers are not accepted.</summary>
internal static class CamelCase
{
    public static string Name<TEnum>(TEnum member)
        where TEnum : struct, Enum => Names<TEnum>.ByMember[member];

    public static bool TryParse<TEnum>(string name, out TEnum member)
        where TEnum : struct, Enum => Names<TEnum>.ByName.TryGetValue(name, out member);

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ByMember =
            Enum.GetValues<TEnum>().ToDictionary(member => member, member => JsonNamingPolicy.CamelCase.ConvertName(member.ToString()));

        public static readonly Dictionary<string, TEnum> ByName =
            ByMember.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
