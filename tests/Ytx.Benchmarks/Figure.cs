using System.Globalization;

namespace Ytx.Benchmarks;

/// <summary>One line of the report: ours beside its rival, both measured in the same run. Without a mark it only informs; what could not be measured is not a number.</summary>
internal sealed record Figure(string Id, string What, string Rival, string Ours, double Value, string Unit, double? Mark, bool AtMost)
{
    public string Result => Mark is null ? "" : double.IsNaN(Value) ? "NOT MEASURED" : Passes ? "pass" : "SHORT";

    public bool Passes => Mark is not { } mark || (AtMost ? Value <= mark : Value >= mark);

    public string Measured => double.IsNaN(Value) ? "" : Format(Value);

    public string Wanted => Mark is { } mark ? (AtMost ? "<= " : ">= ") + Format(mark) : "";

    private string Format(double value) =>
        value.ToString(Unit is "x" or "" ? "0.00" : "0", CultureInfo.InvariantCulture) + Unit;
}
