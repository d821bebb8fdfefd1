using Ytx.Voice.Tool;

return await YtxVoiceCommand.RunAsync(args, ToolEnvironment.OfThisProcess()).ConfigureAwait(false);
