using Ytx.Voice.Simulator;

namespace Ytx.Voice.Tool;

/// <summary>What to paste so that a call rings the handset: for .NET, for a shell, and for a program in any other language.</summary>
internal static class SimulateExamples
{
    private const string Function = "/call/NoticeCall.wx?Sign=";

    /// <summary>The lines, each block under its heading.</summary>
    /// <param name="address">Where the simulator listens.</param>
    /// <param name="options">Whose account it plays.</param>
    /// <param name="token">Its token, or what to say instead of it.</param>
    public static IEnumerable<string> For(Uri address, SimulatorOptions options, string token)
    {
        var gateway = $"{address}201512/sid/";
        var body = $$"""{"action":"templateNoticeCall","appid":"{{options.AppId}}","dst":"13911281234","code":"246810","dstclid":"01085485069"}""";
        var known = new SimulatorOptions();
        var dotnet = (options.AccountSid, options.AuthToken, options.AppId) == (known.AccountSid, known.AuthToken, known.AppId)
            ? $"""
                .NET, in Program.cs, with the package Ytx.Voice.Simulator and without the settings above (Development only):
                  builder.Services.AddYtxHandset(handset => handset.Url = new Uri("{address}"));
                """
            : ".NET: the settings above, as environment variables.";
        return $$"""

            {{dotnet}}

            curl, in bash:
              sid={{options.AccountSid}}; token='{{token}}'
              time=$(TZ=UTC-8 date +%Y%m%d%H%M%S)
              sign=$(printf %s "$sid$token$time" | openssl md5 -r | cut -d ' ' -f 1)
              curl "{{gateway}}$sid{{Function}}$sign" \
                -H "Authorization: $(printf %s "$sid|$time" | openssl base64 -A)" -H 'Content-Type: application/json' \
                -d '{{body}}'

            Python 3:
              import base64, hashlib, urllib.request
              from datetime import datetime, timedelta, timezone
              sid, token = "{{options.AccountSid}}", "{{token}}"
              time = datetime.now(timezone(timedelta(hours=8))).strftime("%Y%m%d%H%M%S")
              sign = hashlib.md5((sid + token + time).encode()).hexdigest()
              call = urllib.request.Request("{{gateway}}" + sid + "{{Function}}" + sign)
              call.add_header("Authorization", base64.b64encode((sid + "|" + time).encode()).decode())
              call.add_header("Content-Type", "application/json")
              call.data = b'{{body}}'
              print(urllib.request.urlopen(call).read().decode())

            """.ReplaceLineEndings("\n").Split('\n');
    }
}
