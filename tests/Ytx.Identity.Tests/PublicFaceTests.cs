using System.Reflection;
using System.Text.RegularExpressions;

namespace Ytx.Identity.Tests;

/// <summary>What a page needs is small, and everything else that is public has a namespace of its own and a reason.</summary>
public sealed partial class PublicFaceTests
{
    private const int MaxTypes = 14;
    private const int MaxMembers = 103;

    // The types of options: what a developer sets once, at start.
    private static readonly Type[] SetOnce = [typeof(OnRepeat), typeof(TestNumber), typeof(LimitPreset), typeof(PhoneOnlyUntil)];

    private static readonly Type[] Types = [.. typeof(VoiceCodeOptions).Assembly.GetExportedTypes()];

    [Fact]
    public void OrdinarySurface_TypesAndMembers_AreFew()
    {
        var face = Types.Where(type => type.Namespace is "Ytx.Identity" or "Microsoft.Extensions.DependencyInjection" or "Microsoft.AspNetCore.Builder"
            && !type.Name.EndsWith("Options", StringComparison.Ordinal) && !SetOnce.Contains(type)).ToList();
        var members = face.Sum(type => MembersOf(type).Count());

        Assert.InRange(face.Count, 1, MaxTypes);
        Assert.InRange(members, 1, MaxMembers);
    }

    [Fact]
    public void Seams_EachNamespace_HasItsReasonInTheArchitecture()
    {
        var architecture = Repository.Read("docs/architecture.md");
        var seams = Types.Select(type => type.Namespace!)
            .Where(space => space.StartsWith("Ytx.Identity.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.Equal(["Ytx.Identity.Hooks", "Ytx.Identity.Limits", "Ytx.Identity.Phones", "Ytx.Identity.Stores"], seams);
        Assert.All(seams, seam => Assert.Matches($@"\| `{Regex.Escape(seam)}` \| \S+", architecture));
    }

    private static IEnumerable<MemberInfo> MembersOf(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member is not (MethodBase { IsSpecialName: true, MemberType: MemberTypes.Method } or FieldInfo { IsSpecialName: true })
            && !Generated().IsMatch(member.Name));

    // What the compiler makes of a record.
    [GeneratedRegex(@"^(<Clone>\$|Equals|GetHashCode|ToString|Deconstruct|EqualityContract)$")]
    private static partial Regex Generated();
}
