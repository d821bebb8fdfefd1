using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Ytx.Benchmarks;

/// <summary>Runs a BenchmarkDotNet class in this process and hands out medians.</summary>
internal sealed class InProcess
{
    private readonly Summary _summary;

    private InProcess(Summary summary) => _summary = summary;

    public static InProcess Run<T>()
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(15))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile);
        return new InProcess(BenchmarkRunner.Run<T>(config));
    }

    public double Nanoseconds(string method) => Of(method).ResultStatistics?.Median
        ?? throw new InvalidOperationException($"{method} gave no result.");

    public double Bytes(string method)
    {
        var report = Of(method);
        return report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
            ?? throw new InvalidOperationException($"{method} gave no allocations.");
    }

    public string Describe(string method) => string.Create(
        CultureInfo.InvariantCulture, $"{Nanoseconds(method):0} ns, {Bytes(method):0} B");

    private BenchmarkReport Of(string method) =>
        _summary.Reports.Single(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
}
