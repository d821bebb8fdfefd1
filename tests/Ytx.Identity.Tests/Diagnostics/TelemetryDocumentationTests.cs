using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ytx.Identity.Limits;
using Ytx.Identity.StackExchangeRedis;
using Ytx.Identity.Stores;
using Ytx.Identity.Tests.Limits;
using Ytx.Voice;
using Ytx.Voice.Simulator;
using Ytx.Voice.Tests;

namespace Ytx.Identity.Tests.Diagnostics;

/// <summary>What docs/telemetry.md and the dashboard say is what the code does.</summary>
public sealed partial class TelemetryDocumentationTests
{
    private static readonly string Document = Repository.Read("docs/telemetry.md");

    [Fact]
    public async Task Instruments_WhatTheMetersPublish_IsTheTable()
    {
        using var site = Site(new BrokenStore());
        using var metrics = new CollectedMetrics(site.Services);
        await UseAsync(site);

        var published = metrics.Instruments
            .Select(instrument => $"{instrument.Name} | {instrument.GetType().Name.Split('`')[0]} | {instrument.Unit}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            published, DocumentationTests.RowsUnder(Document, "| instrument |")
                .Select(row => string.Join(" | ", row[..3])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tags_WhatIsMeasured_IsTheTable()
    {
        using var site = Site();
        using var away = Site(new BrokenStore());
        using var metrics = new CollectedMetrics(site.Services);
        using var metricsAway = new CollectedMetrics(away.Services);
        await UseAsync(site);
        await UseAsync(away);
        metrics.Observe("ytx.voice.breaker.state");

        // Those of records and balances are in YtxCallRecordPollerTests and YtxBalancePollerTests, which have a gateway to ask.
        var wrong = DocumentationTests.RowsUnder(Document, "| instrument |").Where(row =>
            row[0] is not ("ytx.voice.records" or "ytx.voice.balance") && !metrics.TagsOf(row[0]).Concat(metricsAway.TagsOf(row[0])).Select(tag => tag.Split('=')[0]).ToHashSet()
                .SetEquals(row[3].Split(", ").Select(tag => tag.Trim('`'))))
            .Select(row => row[0]);

        DocumentationTests.AssertNone(wrong, "docs/telemetry.md has other tags than the code for");
    }

    [Fact]
    public void Values_EveryFailureAndReason_AreInTheTable()
    {
        Assert.Equal(Names<VoiceCallFailure>().Order(), ValuesOf("error.type` of calls").Order());
        Assert.Equal(Names<VoiceCodePurposeKind>().Order(), ValuesOf("ytx.identity.purpose_kind").Order());
        string[] reasons = [.. Names<VoiceCodeReason>(), "verified", "cancelled", "exception"];
        Assert.Equal(
            reasons.Except(["none", "call_outcome_unknown"]).Order(),
            ValuesOf("ytx.identity.reason").Union(ValuesOf("ytx.identity.result")).Order());
    }

    [Fact]
    public void Values_EveryLimitOfCalls_IsInTheTable()
    {
        var limits = new VoiceCodeLimits(VoiceCodeLimitsTests.EveryLimit());
        var rules = limits.Allowances.Select(allowance => allowance.Name);

        var row = DocumentationTests.RowsUnder(Document, "| tag |").Single(row => row[0] is "ytx.identity.rule");

        var written = Rule().Matches($"{row[1]}`").Select(match => match.Groups[1].Value).Except(["limit_reached", "none"]);
        Assert.Equal(rules.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LogEvents_EveryOneInTheCode_IsTheTable()
    {
        Assembly[] assemblies =
        [
            typeof(VoiceCodeCall).Assembly, typeof(VoiceCodeService).Assembly, typeof(RedisVoiceCodeStoreOptions).Assembly,
            typeof(YtxSimulator).Assembly,
        ];
        var events = assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (Method: method, Event: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(log => log.Event is not null)
            .Select(log => (Category: CategoryOf(log.Method.DeclaringType!.DeclaringType!), Event: log.Event!))
            .OrderBy(log => log.Event.EventId)
            .ToList();

        Assert.Distinct(events.Select(log => log.Event.EventId));
        Assert.Equal(
            events.Select(log =>
                $"{log.Event.EventId} | {(log.Event.Level is LogLevel.None ? "by failure" : log.Event.Level)} | {log.Category} | {log.Event.Message}"),
            DocumentationTests.RowsUnder(Document, "| id |").Select(row => string.Join(" | ", row[..4])));
        Assert.All(DocumentationTests.RowsUnder(Document, "| id |"), row => Assert.NotEmpty(row[4]));

        // A state logs as its pipeline, a connection as its store.
        static string CategoryOf(Type type) => type.Name switch
        {
            "PipelineState" => "Ytx.Voice.VoicePipeline",
            "RedisConnection" => "Ytx.Identity.StackExchangeRedis.RedisVoiceCodeStore",
            // As logging names a generic type.
            _ => type.FullName!.Split('`')[0],
        };
    }

    [Fact]
    public void Dashboard_EveryMetricInIt_IsAnInstrument()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("docs/grafana-dashboard.json"));
        var known = DocumentationTests.RowsUnder(Document, "| instrument |").SelectMany(PrometheusNames).ToHashSet();
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        var queries = panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!).ToList();
        var named = queries.Concat(PromQl().Matches(Document).Select(match => match.Value))
            .SelectMany(query => Metric().Matches(Braces().Replace(Grouping().Replace(query, ""), "")))
            .Select(match => match.Value).ToHashSet();

        DocumentationTests.AssertNone(named.Except(known), "The dashboard has metrics that no instrument makes");
        DocumentationTests.AssertNone(
            DocumentationTests.RowsUnder(Document, "| instrument |").Where(row => !PrometheusNames(row).Any(named.Contains))
                .Select(row => row[0]),
            "The dashboard lacks");
        Assert.All(panels, panel => Assert.Equal(
            "${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString()));
        var labels = DocumentationTests.RowsUnder(Document, "| instrument |").SelectMany(row => row[3].Split(", "))
            .Select(tag => tag.Trim('`').Replace('.', '_')).ToHashSet();
        DocumentationTests.AssertNone(
            queries.SelectMany(query => Label().Matches(query)).Select(match => match.Value).Where(label => !labels.Contains(label)),
            "The dashboard has labels that no instrument has");
    }

    // As OpenTelemetry's exporters name them for Prometheus; a unit in braces is none.
    private static IEnumerable<string> PrometheusNames(string[] row)
    {
        var name = row[0].Replace('.', '_') + (row[2] is "s" ? "_seconds" : "");
        return row[1] switch
        {
            "Counter" => [$"{name}_total"],
            "Histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    private static List<string> ValuesOf(string tag)
    {
        var row = DocumentationTests.RowsUnder(Document, "| tag |").Single(row => row[0] == tag);
        return [.. Value().Matches($"`{row[1]}").Select(match => match.Groups[1].Value).Where(value => value is not "none")];
    }

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private static TestSite Site(IVoiceCodeStore? store = null) => new(services: services =>
    {
        if (store is not null)
        {
            services.AddSingleton(store);
        }

        services.AddIdentityCore<TestUser>().AddYtxCallStatus();
        services.AddYtxVoiceCodeSender(options =>
        {
            options.BaseAddress = new Uri("http://127.0.0.1:1");
            options.AccountSid = "account";
            options.AuthToken = "token";
            options.AppId = "app";
            options.DisplayNumber = "01085485069";
        });
    });

    private static async Task UseAsync(TestSite site)
    {
        var user = await site.CreateUserAsync();
        await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        await site.Codes.RequestCallAsync(user, VoiceCodePurpose.LogIn);
        await site.TryAsync(user, "123456");
        var calls = site.Services.GetRequiredService<VoiceCalls>();
        await calls.ApplyAsync(
            Tests.Stores.TrackedCalls.Report(VoiceCallState.Answered, cost: 0.12m, requestId: "request-1"), TestContext.Current.CancellationToken);
        await calls.EndAsync(
            new(VoiceCodeManager<TestUser>.KeyOf(await site.Users.GetUserIdAsync(user)), VoiceCodePurpose.LogIn, IsUsed: true),
            TestContext.Current.CancellationToken);
        Assert.False((await site.Services.GetRequiredKeyedService<IVoiceCodeSender>("")
            .SendAsync(new VoiceCodeCall(PhoneNumber.Parse("13911281234"), "314159"), TestContext.Current.CancellationToken)).IsAccepted);
    }

    [GeneratedRegex("`([a-z_]+)`?")]
    private static partial Regex Value();

    [GeneratedRegex("`([a-z_-]+)`")]
    private static partial Regex Rule();

    [GeneratedRegex("```promql\n.*?```", RegexOptions.Singleline)]
    private static partial Regex PromQl();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(?:by|without) ?\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\bytx_\w+")]
    private static partial Regex Metric();

    /// <summary>Labels of ours inside braces or behind <c>by</c>; <c>le</c> is a histogram's own.</summary>
    [GeneratedRegex(@"(?<=(?:\{|\(|, ?))(?:ytx_(?:voice|identity)_\w+|error_type)(?=(?:=|!|\)|,))(?!\[)")]
    private static partial Regex Label();
}
