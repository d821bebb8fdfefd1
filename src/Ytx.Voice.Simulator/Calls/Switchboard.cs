namespace Ytx.Voice.Simulator;

/// <summary>Puts calls through: what becomes of each, who is told, and what it costs.</summary>
internal sealed class Switchboard(
    SimulatorOptions options, CallLog calls, Account account, StatusPusher pusher, TimeProvider clock)
{
    private static readonly TimeSpan DeclinesAfter = TimeSpan.FromSeconds(3);

    private readonly RequestIds _requestIds = new(clock);
    private bool _declinesNext;

    /// <summary>Whoever is called next declines, once.</summary>
    public void DeclineNext() => Volatile.Write(ref _declinesNext, true);

    /// <summary>Takes a call. It is shown at once; its steps are told after <see cref="Begin"/>.</summary>
    public SimulatedCall Accept(GatewayRequest request, GatewayBody body)
    {
        var dst = body["dst"]!;
        var person = options.ScriptedPeople ? ScriptedPerson.Of(dst) : null;
        var start = new CallPlan { StartsAt = clock.GetUtcNow() };
        var plan = Interlocked.Exchange(ref _declinesNext, false)
            ? start.Over(start.StartsAt + DeclinesAfter, SimulatedCallState.Declined)
            : person?.Plan(start, options) ?? start.Answered(start.StartsAt + options.RingTime, options.TalkTime);
        var call = new SimulatedCall(_requestIds.Next(), new CallLife(plan, options, clock), options.CallCost)
        {
            Dst = dst,
            Code = body["code"] ?? body.Datas.Where(GatewayRules.IsCode).MaxBy(data => data.Length) ?? "",
            Time = body["time"] ?? "2",
            Dstclid = body["dstclid"],
            Action = body.Action!,
            Function = request.Function,
            TemplateId = body["templateId"],
            Datas = body.Datas,
            Speed = body["speed"],
            ScriptedPerson = person?.Digits,
        };
        pusher.Expect();
        calls.Add(call);
        return call;
    }

    /// <summary>After the answer, so that no push about a call comes before the answer that names it.</summary>
    public void Begin(SimulatedCall call)
    {
        call.Life.Begin((step, at) => Tell(call, step, at));
        pusher.Release();
    }

    private void Tell(SimulatedCall call, CallStep step, DateTimeOffset at)
    {
        if (step is CallStep.Answer or CallStep.Disconnect)
        {
            calls.TellChanged(call);
        }

        pusher.TellStep(call, step, at);
        if (step is CallStep.Disconnect)
        {
            account.Charge(call.Cost);
            pusher.TellRecord(call);
        }
    }
}
