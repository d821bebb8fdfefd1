using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WebAppDemo;

/// <summary>Mistakes are told by the site, all at once and in the reader's language, and not one by one in the browser's.</summary>
[HtmlTargetElement("form")]
public sealed class FormWithoutBrowserCheckTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        output.Attributes.Add(new TagHelperAttribute("novalidate"));
}
