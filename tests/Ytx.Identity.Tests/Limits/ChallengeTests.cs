using Ytx.Identity.Limits;
using Ytx.Voice.Testing.Contracts;

namespace Ytx.Identity.Tests.Limits;

public sealed class ChallengeTests
{
    private const long Lifetime = 5000;

    [Fact]
    public void Steps_RandomHistories_AgreeWithAModelThatKeepsAListOfCodes()
    {
        var (repeated, cameBack, withdrawnBelow, right) = (0, 0, 0, 0);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var challenge = default(Challenge);
            var model = new List<Code>();
            var now = 4_294_960_000L;
            for (var step = 1; step <= 60; step++)
            {
                now += random.Next(0, 1500);
                var newest = model.LastOrDefault();
                switch (random.Next(4))
                {
                    case 0 or 1:
                        var request = ChallengeRequests.Create(
                            "user", nonce: (UInt128)step << 70, verifier: (UInt128)step << 100, binding: (uint)random.Next(1, 3),
                            lifetime: TimeSpan.FromMilliseconds(Lifetime), renewBelow: TimeSpan.FromMilliseconds(random.Next(3000)));
                        challenge.OpenUnlessRepeated(request, now);
                        if (newest is { TriesLeft: > 0 } && newest.Binding == request.Binding
                            && newest.End - now >= Math.Max(1, request.RenewBelow.TotalMilliseconds))
                        {
                            repeated++;
                            break;
                        }

                        model.RemoveAll(code => code.End <= now);
                        model.Add(new Code(request.Nonce, request.Verifier, request.Binding, now + Lifetime) { TriesLeft = request.Tries });
                        break;

                    case 2 when newest is { TriesLeft: > 0 }:
                        var isRight = random.Next(5) is 0;
                        Assert.Equal(isRight, challenge.Try(newest.Verifier + (isRight ? UInt128.Zero : UInt128.One)));
                        newest.TriesLeft--;
                        right += isRight ? 1 : 0;
                        break;

                    case 3 when model.Count > 0:
                        var nonce = model[random.Next(model.Count)].Nonce;
                        withdrawnBelow += nonce == newest!.Nonce ? 0 : 1;
                        model.RemoveAll(code => code.Nonce == nonce || (code != newest && code.End <= now));
                        var isLeft = model.Count > 0;
                        cameBack += isLeft && nonce == newest.Nonce ? 1 : 0;
                        Assert.Equal(isLeft, challenge.Withdraw(nonce, now));
                        challenge = isLeft ? challenge : default;
                        break;
                }

                var latest = model.LastOrDefault();
                Assert.Equal(latest?.Nonce ?? default, challenge.Nonce);
                Assert.Equal(latest?.TriesLeft ?? 0, challenge.TriesLeft);
                Assert.Equal(Math.Max(0, (latest?.End ?? 0) - now), challenge.LifeLeft(now));
            }
        }

        // All happened often, or this test would show nothing.
        Assert.All([repeated, cameBack, withdrawnBelow, right], count => Assert.InRange(count, 200, int.MaxValue));
    }

    private sealed record Code(UInt128 Nonce, UInt128 Verifier, uint Binding, long End)
    {
        public int TriesLeft { get; set; }
    }
}
