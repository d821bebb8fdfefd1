using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WebAppDemo;

/// <summary>A labelled tick: <c>&lt;check asp-for="Input.AreKept" /&gt;</c>. Its label is the sentence with the name of the property.</summary>
[HtmlTargetElement("check", Attributes = "asp-for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CheckTagHelper(Words words) : TagHelper
{
    [HtmlAttributeName("asp-for")]
    public required ModelExpression For { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        words.Contextualize(ViewContext);
        var id = TagBuilder.CreateSanitizedId(For.Name, "_");
        var errors = ViewContext.ModelState.GetValueOrDefault(For.Name)?.Errors;
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.MergeAttributes(new Dictionary<string, string?>
        {
            ["id"] = id,
            ["name"] = For.Name,
            ["type"] = "checkbox",
            ["value"] = "true",
        });
        if (For.Model is true || ViewContext.ModelState.GetValueOrDefault(For.Name)?.AttemptedValue is "true")
        {
            input.Attributes["checked"] = "checked";
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        var label = FieldTagHelper.Element("label", input, ("class", "check"));
        label.InnerHtml.AppendHtml(FieldTagHelper.Element("span", words.Html(For.Name[(For.Name.LastIndexOf('.') + 1)..])));
        output.Content.AppendHtml(label);
        if (errors is { Count: > 0 })
        {
            input.Attributes["aria-invalid"] = "true";
            input.Attributes["aria-describedby"] = $"{id}_error";
            input.Attributes["autofocus"] = "autofocus";
            output.Content.AppendHtml(FieldTagHelper.Element(
                "p", words.Say(errors[0].ErrorMessage), ("id", $"{id}_error"), ("class", "error")));
        }
    }
}
