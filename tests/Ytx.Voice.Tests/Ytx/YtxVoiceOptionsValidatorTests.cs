using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ytx.Voice.Tests;

public sealed class YtxVoiceOptionsValidatorTests
{
    private const string Marker = "MARKER7";

    public static TheoryData<string, string?, string> BadSettings => new()
    {
        { "AccountSid", null, "Ytx:AccountSid" },
        { "AccountSid", "", "Ytx:AccountSid" },
        { "AccountSid", Marker + "\n", "Ytx:AccountSid" },
        { "AccountSid", Marker + "\r\nEvil: 1", "Ytx:AccountSid" },
        { "AccountSid", Marker + "|1", "Ytx:AccountSid" },
        { "AccountSid", Marker + "/../x", "Ytx:AccountSid" },
        { "AccountSid", Marker + "?Sign=", "Ytx:AccountSid" },
        { "AccountSid", Marker + "账", "Ytx:AccountSid" },
        { "AccountSid", " " + Marker, "Ytx:AccountSid" },
        { "AccountSid", new string('a', 65), "Ytx:AccountSid" },
        { "AuthToken", null, "Ytx:AuthToken" },
        { "AuthToken", "", "Ytx:AuthToken" },
        { "AuthToken", Marker + " ", "Ytx:AuthToken" },
        { "AuthToken", Marker + "\n", "Ytx:AuthToken" },
        { "AuthToken", Marker + "é", "Ytx:AuthToken" },
        { "AuthToken", new string('a', 129), "Ytx:AuthToken" },
        { "AppId", null, "Ytx:AppId" },
        { "AppId", "", "Ytx:AppId" },
        { "AppId", Marker + "\"", "Ytx:AppId" },
        { "AppId", new string('a', 65), "Ytx:AppId" },
        { "DisplayNumber", null, "Ytx:DisplayNumber" },
        { "DisplayNumber", "", "Ytx:DisplayNumber" },
        { "DisplayNumber", "12", "Ytx:DisplayNumber" },
        { "DisplayNumber", "123456789012345678901", "Ytx:DisplayNumber" },
        { "DisplayNumber", "010-" + Marker, "Ytx:DisplayNumber" },
        { "DisplayNumber", "95000\n", "Ytx:DisplayNumber" },
        { "DisplayNumber", "\u0661\u0662\u0663", "Ytx:DisplayNumber" },
        { "Operation", "7", "Ytx:Operation" },
        { "Function", "", "Ytx:Function" },
        { "Function", "../" + Marker, "Ytx:Function" },
        { "Function", ".." + Marker, "Ytx:Function" },
        { "Function", Marker + "?x=1", "Ytx:Function" },
        { "Function", Marker + "\n", "Ytx:Function" },
        { "Function", new string('a', 65), "Ytx:Function" },
        { "Action", "", "Ytx:Action" },
        { "Action", Marker + "\"", "Ytx:Action" },
        { "Action", new string('a', 65), "Ytx:Action" },
        { "CallRecords:Fid", "", "Ytx:CallRecords:Fid" },
        { "CallRecords:Fid", "12345678901234567", "Ytx:CallRecords:Fid" },
        { "CallRecords:Fid", Marker, "Ytx:CallRecords:Fid" },
        { "CallRecords:Fid", "-4", "Ytx:CallRecords:Fid" },
        { "CallRecords:Fid", "1234\n", "Ytx:CallRecords:Fid" },
        { "CallRecords:Fid", "\u0661\u0662\u0663\u0664", "Ytx:CallRecords:Fid" },
        { "BalanceFloor", "-0.01", "Ytx:BalanceFloor" },
        { "BalanceFloor", "1000000.01", "Ytx:BalanceFloor" },
        { "PlayCount", "0", "Ytx:PlayCount" },
        { "PlayCount", "4", "Ytx:PlayCount" },
        { "PlayCount", "-1", "Ytx:PlayCount" },
        { "Template:Speed", "0", "Ytx:Template:Speed" },
        { "Template:Speed", "10", "Ytx:Template:Speed" },
        { "Template:Id", Marker + "\n", "Ytx:Template:Id" },
        { "Template:Id", new string('a', 65), "Ytx:Template:Id" },
        { "Template:Data:0", Marker + "{code}", "Ytx:Template:Id" },
        { "Template:IdByLanguage:en", Marker, "Ytx:Template:Id too" },
        { "ConnectTimeout", "00:00:00.0999", "Ytx:ConnectTimeout" },
        { "ConnectTimeout", "00:00:30.001", "Ytx:ConnectTimeout" },
        { "Pipeline:Timeout", "00:00:00.999", "Ytx:Pipeline:Timeout" },
        { "Pipeline:Timeout", "00:01:00.001", "Ytx:Pipeline:Timeout" },
        { "Pipeline:Timeout", "00:00:02", "Ytx:ConnectTimeout" },
        { "Proxy", "https://proxy.example", "Ytx:Proxy" },
        { "Proxy", "proxy.example", "Ytx:Proxy" },
        { "Proxy", "http://user:" + Marker + "@proxy.example", "Ytx:Proxy" },
        { "Environment", "7", "Ytx:Environment" },
        { "BaseAddress", null, "Ytx:BaseAddress" },
        { "BaseAddress", "MARKER7.example", "Ytx:BaseAddress" },
        { "BaseAddress", "/MARKER7", "Ytx:BaseAddress" },
        { "BaseAddress", "file:///etc/" + Marker, "Ytx:BaseAddress" },
        { "BaseAddress", "ftp://" + Marker + ".example", "Ytx:BaseAddress" },
        { "BaseAddress", "javascript:" + Marker, "Ytx:BaseAddress" },
        { "BaseAddress", "https://user:" + Marker + "@gateway.example", "Ytx:BaseAddress" },
        { "BaseAddress", "https://gateway.example?x=" + Marker, "Ytx:BaseAddress" },
        { "BaseAddress", "https://gateway.example#" + Marker, "Ytx:BaseAddress" },
        { "BaseAddress", "http://api.ytx.net@evil.example/", "Ytx:BaseAddress" },
        { "BaseAddress", "http://gateway.example", "Ytx:AllowInsecureTransport" },
        { "BaseAddress", "http://127.0.0.1.evil.example", "Ytx:AllowInsecureTransport" },
        { "BaseAddress", "http://169.254.169.254", "Ytx:AllowInsecureTransport" },
    };

    public static TheoryData<string, string?> GoodSettings => new()
    {
        { "AccountSid", new string('a', 64) },
        { "AccountSid", "A-z_09" },
        { "AuthToken", new string('a', 128) },
        { "AppId", new string('a', 64) },
        { "DisplayNumber", "123" },
        { "DisplayNumber", "12345678901234567890" },
        { "Operation", "codecallout" },
        { "Function", "CodeCallOut.wx" },
        { "Action", "callOutCode" },
        { "CallRecords:Fid", null },
        { "CallRecords:Fid", "4" },
        { "CallRecords:Fid", "1234567890123456" },
        { "BalanceFloor", "0" },
        { "BalanceFloor", "1000000" },
        { "PlayCount", "1" },
        { "PlayCount", "3" },
        { "Template:Speed", "1" },
        { "Template:Speed", "9" },
        { "Template:Id", "" },
        { "Template:Id", "2750" },
        { "ConnectTimeout", "00:00:00.1" },
        { "Pipeline:Timeout", "00:00:03" },
        { "Pipeline:Timeout", "00:01:00" },
        { "Proxy", "http://proxy.example:3128" },
        { "BaseAddress", "https://gateway.example/ytx" },
        { "BaseAddress", "http://localhost:5080" },
        { "BaseAddress", "http://[::1]:5080" },
        { "BaseAddress", "http://127.0.0.1" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Value_BadSetting_NamesTheKeyAndNoValue(string key, string? value, string named)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(Settings(key, value)));

        Assert.Contains(exception.Failures, failure => failure.Contains(named, StringComparison.Ordinal));
        Assert.DoesNotContain(Marker, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Token, exception.ToString(), StringComparison.Ordinal);
        if (value is { Length: > 3 })
        {
            Assert.DoesNotContain(value, exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(GoodSettings))]
    public void Value_GoodSetting_Passes(string key, string? value) => Assert.NotNull(Read(Settings(key, value)));

    [Theory]
    [InlineData("")]
    [InlineData("five {minutes}")]
    [InlineData("{code}", "")]
    [InlineData("{code}", "MARKER7\n")]
    [InlineData("{code}", "MARKER7 {minuts}")]
    [InlineData("{Code}")]
    [InlineData("{{code}}")]
    [InlineData("{code}", "01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("{code}", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11")]
    public void Value_BadTemplateData_NamesTheKeyAndNoValue(params string[] data)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(TemplateSettings(data)));

        Assert.All(exception.Failures, failure => Assert.StartsWith("Ytx:Template:Data must", failure, StringComparison.Ordinal));
        Assert.DoesNotContain(Marker, exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{code}")]
    [InlineData("{minutes}", "云通信", "{code}{code}")]
    [InlineData("{code}", "2", "3", "4", "5", "6", "7", "8", "9", "10")]
    public void Value_GoodTemplateData_PassesAsWrittenWithoutDisplayNumber(params string[] data) =>
        Assert.Equal(data, Read(TemplateSettings(data)).Template.Data);

    [Theory]
    [InlineData("en", Marker + "\n", "must be a template's id")]
    [InlineData("en", "", "must be a template's id")]
    [InlineData("zh-Hans", null, "must be a template's id")]
    [InlineData("zh_CN", Marker, "must name a language")]
    [InlineData("english", Marker, "must name a language")]
    [InlineData("en:Id", Marker, "must be one value", "en")]
    public void Value_BadTemplateOfALanguage_NamesTheKeyAndNoValue(string language, string? id, string fault, string? key = null)
    {
        var settings = Settings("Template:Id", "2750");
        settings[$"Ytx:Template:IdByLanguage:{language}"] = id;

        var exception = Assert.Throws<OptionsValidationException>(() => Read(settings));

        Assert.StartsWith(
            $"Ytx:Template:IdByLanguage:{key ?? language} {fault}", Assert.Single(exception.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_TemplatesOfLanguagesAsAText_AreRefused()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(Settings("Template:IdByLanguage", Marker)));

        Assert.Equal(
            "Ytx:Template:IdByLanguage must be a section with a value for each key, not a text.", Assert.Single(exception.Failures));
    }

    [Fact]
    public void Value_TemplatesOfLanguages_AreRead()
    {
        var settings = Settings("Template:Id", "2750");
        settings["Ytx:Template:IdByLanguage:en"] = "2751";
        settings["Ytx:Template:IdByLanguage:zh-Hant-HK"] = "2752";

        Assert.Equal(
            [KeyValuePair.Create("en", "2751"), KeyValuePair.Create("zh-Hant-HK", "2752")],
            Read(settings).Template.IdByLanguage!.OrderBy(id => id.Value));
    }

    [Theory]
    [InlineData("PlayCount", "must be a whole number.")]
    [InlineData("Template:Speed", "must be a whole number.")]
    [InlineData("Pipeline:Timeout", "must be a length of time, such as 00:01:00.")]
    [InlineData("Environment", "must be Production or Sandbox.")]
    [InlineData("Operation", "must be TemplateNoticeCall or CodeCallOut.")]
    [InlineData("AllowInsecureTransport", "must be true or false.")]
    [InlineData("Pipeline:BreakerFailureRatio", "must be a number, such as 0.5.")]
    public void Value_SettingOfAnotherKind_TellsWhatIsAllowedAndNoValue(string key, string allowed)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(Settings(key, Marker)));

        Assert.Equal($"Ytx:{key} {allowed}", Assert.Single(exception.Failures));
        Assert.DoesNotContain(Marker, exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Operation", "1")]
    [InlineData("Operation", "TemplateNoticeCall,CodeCallOut")]
    [InlineData("Environment", "Production, Sandbox")]
    public void Value_WhatOnlyDotNetTakesForAName_IsRefused(string key, string value)
    {
        var settings = Settings(key, value);
        settings.Remove(key is "Environment" ? "Ytx:BaseAddress" : "Ytx:Environment");

        var exception = Assert.Throws<OptionsValidationException>(() => Read(settings));

        Assert.StartsWith($"Ytx:{key} must be ", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PlayCuont", "Ytx:PlayCuont is not a known setting. Did you mean Ytx:PlayCount?")]
    [InlineData("appid_", "Ytx:appid_ is not a known setting. Did you mean Ytx:AppId?")]
    [InlineData("Code:Length", "Ytx:Code is not a known setting. Did you mean Ytx:Codes?")]
    [InlineData("Account:backup:AppId", "Ytx:Account is not a known setting. Did you mean Ytx:Accounts?")]
    [InlineData("Colour", "Ytx:Colour is not a known setting. Remove it. docs/settings.md lists the settings of Ytx.")]
    public void Value_UnknownKey_IsNamedWithTheNearestRightOne(string key, string sentence)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(Settings(key, Marker)));

        Assert.Equal(sentence, Assert.Single(exception.Failures));
    }

    [Theory]
    [InlineData("Pipeline:Timeout:0")]
    [InlineData("AppId:Production")]
    public void Value_SeveralWhereOneIsRead_IsRefused(string key)
    {
        var settings = Settings(key, "00:00:10");
        settings.Remove("Ytx:" + key[..key.LastIndexOf(':')]);

        var exception = Assert.Throws<OptionsValidationException>(() => Read(settings));

        Assert.Contains(
            $"Ytx:{key[..key.LastIndexOf(':')]} must be one value, not a list or a section.", exception.Failures, StringComparer.Ordinal);
    }

    [Fact]
    public void Value_ManyFaults_AreAllToldAndNoRuleOfADefault()
    {
        var settings = Settings("Operation", "CallOut");
        settings["Ytx:DisplayNumber"] = null;
        settings["Ytx:AppId"] = "";
        settings["Ytx:PlayCount"] = "twice";
        settings["Ytx:Timeuot"] = "00:00:05";

        var exception = Assert.Throws<OptionsValidationException>(() => Read(settings));

        // That DisplayNumber is required by TemplateNoticeCall would be a rule for what nobody wrote.
        Assert.Equal(
            ["Ytx:AppId", "Ytx:Operation", "Ytx:PlayCount", "Ytx:Timeuot"],
            exception.Failures.Select(failure => failure.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Value_KeysInAnyCaseAndOthersBesideTheSection_Pass()
    {
        var settings = Settings("playcount", "3");
        settings["Ytx:Codes:Length"] = "8";
        settings["YTX_TEST_REDIS"] = "localhost";
        settings["Logging:LogLevel:Default"] = "Warning";

        Assert.Equal(3, Read(settings).PlayCount);
    }

    [Fact]
    public void Value_HttpWithAllowInsecureTransport_Passes()
    {
        var settings = Settings("BaseAddress", "http://gateway.example");
        settings["Ytx:AllowInsecureTransport"] = "true";

        Assert.Equal("gateway.example", Read(settings).BaseAddress!.Host);
    }

    [Fact]
    public void Value_EnvironmentAndBaseAddress_NamesBoth()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read(Settings("Environment", "Sandbox")));

        var failure = Assert.Single(exception.Failures);
        Assert.Contains("Ytx:Environment", failure, StringComparison.Ordinal);
        Assert.Contains("Ytx:BaseAddress", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Sandbox")]
    public void Value_EnvironmentAlone_Passes(string environment)
    {
        var settings = Settings("BaseAddress", null);
        settings["Ytx:Environment"] = environment;

        Assert.Equal(environment, Read(settings).Environment.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Value_CodeCallOut_NeedsNoDisplayNumber(string? number)
    {
        var settings = Settings("DisplayNumber", number);
        settings["Ytx:Operation"] = "CodeCallOut";

        Assert.Equal(YtxOperation.CodeCallOut, Read(settings).Operation);
    }

    [Fact]
    public void Value_NothingSet_NamesEveryRequiredKey()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read([]));

        Assert.Equal(5, exception.Failures.Count());
        Assert.All(
            ["Ytx:Environment", "Ytx:BaseAddress", "Ytx:AccountSid", "Ytx:AuthToken", "Ytx:AppId", "Ytx:DisplayNumber"],
            key => Assert.Contains(key, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Value_NullsFromADelegate_NameEveryKey()
    {
        using var services = Sample.Services(options =>
        {
            options.AccountSid = null!;
            options.AuthToken = null!;
            options.AppId = null!;
        });

        var exception = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<YtxVoiceOptions>>().Value);

        Assert.Equal(3, exception.Failures.Count());
    }

    private static Dictionary<string, string?> TemplateSettings(string[] data)
    {
        var settings = Settings("Template:Id", "2750");
        settings.Remove("Ytx:DisplayNumber");
        for (var index = 0; index < data.Length; index++)
        {
            settings[$"Ytx:Template:Data:{index}"] = data[index];
        }

        return settings;
    }

    private static Dictionary<string, string?> Settings(string key, string? value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Ytx:BaseAddress"] = "https://gateway.example",
            ["Ytx:AccountSid"] = Sample.Account,
            ["Ytx:AuthToken"] = Sample.Token,
            ["Ytx:AppId"] = Sample.App,
            ["Ytx:DisplayNumber"] = "01085485069",
        };
        if (key is "Environment" && value is "7")
        {
            settings.Remove("Ytx:BaseAddress");
        }

        settings["Ytx:" + key] = value;
        return settings;
    }

    private static YtxVoiceOptions Read(Dictionary<string, string?> settings)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddYtxVoiceCodeSender()
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<YtxVoiceOptions>>().Value;
    }
}
