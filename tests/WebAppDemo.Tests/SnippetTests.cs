using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ytx.Identity.Tests;

namespace WebAppDemo.Tests;

/// <summary>What a reader copies from the documents compiles, with nothing but the names that the text around it has.</summary>
public sealed partial class SnippetTests
{
    // What a site has: the usings of a web project, those of the packages, and the names that the snippets use.
    private const string Site =
        """
        #pragma warning disable YTX001
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Identity;
        global using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
        global using Microsoft.AspNetCore.Mvc.Testing;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.AspNetCore.TestHost;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Microsoft.Playwright;
        global using OpenTelemetry.Metrics;
        global using OpenTelemetry.Trace;
        global using Ytx.Identity;
        global using Ytx.Identity.Hooks;
        global using Ytx.Identity.Phones;
        global using Ytx.Identity.StackExchangeRedis;
        global using Ytx.Voice;
        global using Ytx.Voice.Simulator;
        global using Ytx.Voice.Testing;
        global using static Site;
        using Ytx.Identity.Stores;

        class AppUser : IdentityUser;

        class AppDb(DbContextOptions<AppDb> options) : IdentityDbContext<AppUser>(options);

        class MyStore(TimeProvider time) : IVoiceCodeStore
        {
            public ValueTask<ChallengeGrant> BeginAsync(ChallengeRequest request, CancellationToken cancellationToken) =>
                ValueTask.FromResult(new ChallengeGrant { Status = ChallengeStatus.Granted, TakenAt = time.GetTimestamp() });

            public ValueTask AbandonAsync(ChallengeRequest request, ChallengeGrant grant, CancellationToken cancellationToken) => default;

            public void RecordCall(ChallengeRequest request, ChallengeGrant grant, string requestId)
            {
            }

            public ValueTask<ChallengeVerdict> VerifyAsync(ChallengeTry challengeTry, CancellationToken cancellationToken) => default;

            public ValueTask<bool> UnlockAsync(UserKey user, VoiceCodePurposeKind purposeKind, CancellationToken cancellationToken) => default;
        }

        class MySender(HttpClient client) : IVoiceCodeSender
        {
            public Task<VoiceCallOutcome> SendAsync(VoiceCodeCall call, CancellationToken cancellationToken) =>
                Task.FromResult(VoiceCallOutcome.Accepted(client.BaseAddress?.Host));
        }

        class MailNotifier : IPhoneNotifier<AppUser>
        {
            public ValueTask TellAsync(PhoneNotice<AppUser> notice, CancellationToken cancellationToken = default) => default;
        }

        static class Site
        {
            public static WebApplicationBuilder builder = WebApplication.CreateBuilder();
            public static WebApplication app = builder.Build();
            public static IServiceCollection services = builder.Services;
            public static IVoiceCodeManager<AppUser> voiceCodes = null!;
            public static IPhoneVerification phones = null!;
            public static IPhoneAccounts<AppUser> accounts = null!;
            public static IVoiceCodeSender sender = null!;
            public static ModelBuilder modelBuilder = null!;
            public static IPage page = null!;
            public static AppUser user = null!;
            public static string number = "", code = "", token = "", newPassword = "";
        }
        """;

    // Of a snippet that is classes only.
    private const string NoEntryPoint = "CS5001";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    public static TheoryData<string, int> Snippets()
    {
        var snippets = new TheoryData<string, int>();
        foreach (var document in Repository.Documents())
        {
            for (var i = 0; i < In(document).Count; i++)
            {
                snippets.Add(document, i);
            }
        }

        return snippets;
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_OfADocument_Compiles(string document, int index)
    {
        var snippet = In(document)[index].Groups["code"].Value;

        var compilation = CSharpCompilation.Create(
            "Snippet", [CSharpSyntaxTree.ParseText(Site), CSharpSyntaxTree.ParseText(snippet)], References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error && diagnostic.Id is not NoEntryPoint));
    }

    [Fact]
    public void Snippets_OfTheReadme_AreThere() => Assert.True(In("README.md").Count >= 5);

    [Fact]
    public void SenderOfTheDocument_IsTheOneThatHoldsToTheContract()
    {
        var tested = Repository.Read("tests", "Ytx.Voice.Tests", "Senders", "JsonVendorSender.cs");
        var example = tested[tested.IndexOf("public sealed class", StringComparison.Ordinal)..];

        Assert.Contains(example, Repository.Read("docs", "senders.md"), StringComparison.Ordinal);
    }

    private static MatchCollection In(string document) => Snippet().Matches(Repository.Read(document));

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Snippet();
}
