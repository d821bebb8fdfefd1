using System.Globalization;

namespace Ytx.Benchmarks;

/// <summary>One line of the report: ours beside its rival, both measured in the same run.</summary>
internal sealed record Figure(string Id, string What, string Rival, string Ours, double Value, string Unit, double Mark, bool AtMost)
{
    public bool Passes => AtMost ? Value <= Mark : Value >= Mark;

    public string Measured => Format(Value);

    public string Wanted => (AtMost ? "<= " : ">= ") + Format(Mark);

    private string Format(double value) =>
        value.ToString(Unit is "x" ? "0.00" : "0", CultureInfo.InvariantCulture) + Unit;
}
