using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>What the Razor compiler makes of <c>Pages/Pay.cshtml</c>.</summary>
public sealed class PayPage : Page
{
    public PayModel Model => (PayModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync()
    {
        WriteLiteral("paid");
        return Task.CompletedTask;
    }

    public sealed class Part : ApplicationPart, IRazorCompiledItemProvider
    {
        public override string Name => "Pages";

        public IEnumerable<RazorCompiledItem> CompiledItems => [new Item()];
    }

    private sealed class Item : RazorCompiledItem
    {
        public override string Identifier => "/Pages/Pay.cshtml";

        public override string Kind => "mvc.1.0.razor-page";

        public override IReadOnlyList<object> Metadata => [new RazorCompiledItemMetadataAttribute("RouteTemplate", "/page/pay")];

        public override Type Type => typeof(PayPage);
    }
}
