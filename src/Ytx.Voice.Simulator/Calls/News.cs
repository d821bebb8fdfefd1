namespace Ytx.Voice.Simulator;

/// <summary>What a page that watches is told.</summary>
internal readonly record struct News(NewsKind Kind, SimulatedCall? Call = null);
