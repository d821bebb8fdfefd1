namespace Ytx.Voice.Testing.Contracts;

/// <summary>What the raw gateway does with a request that it has read; false hangs up afterwards.</summary>
internal delegate Task<bool> Answer(Stream stream, CancellationToken stop);
