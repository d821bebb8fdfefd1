using System.Collections.Concurrent;
using Microsoft.Extensions.Localization;

namespace WebAppDemo.Tests;

/// <summary>Sentences as the demo finds them; one that neither its folder nor the shared words have is an error, and remembered.</summary>
public sealed class StrictLocalizers(IStringLocalizerFactory inner) : IStringLocalizerFactory
{
    private readonly ConcurrentBag<string> _missing = [];

    /// <summary>What was looked for in vain.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    public IStringLocalizer Create(Type resourceSource) => inner.Create(resourceSource);

    // The shared words are asked last.
    public IStringLocalizer Create(string baseName, string location) => baseName is "Pages.Shared.Words"
        ? new Strict(inner.Create(baseName, location), this) : inner.Create(baseName, location);

    private sealed class Strict(IStringLocalizer words, StrictLocalizers all) : IStringLocalizer
    {
        public LocalizedString this[string name]
        {
            get
            {
                var found = words[name];
                if (!found.ResourceNotFound)
                {
                    return found;
                }

                all._missing.Add(name);
                throw new InvalidOperationException($"There is no sentence '{name}'.");
            }
        }

        public LocalizedString this[string name, params object[] arguments] => throw new NotSupportedException();

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => words.GetAllStrings(includeParentCultures);
    }
}
