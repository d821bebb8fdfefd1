using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WebAppDemo;

/// <summary>
/// A labelled input: <c>&lt;field asp-for="Input.Email" type="email" autocomplete="username" /&gt;</c>. Its label is the
/// sentence with the name of the property. Hint and error are tied to the input, and after an error the first wrong field has the
/// focus.
/// </summary>
[HtmlTargetElement("field", Attributes = "asp-for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper(Words words) : TagHelper
{
    [HtmlAttributeName("asp-for")]
    public required ModelExpression For { get; set; }

    public string Type { get; set; } = "text";

    /// <summary>The name of the sentence above it, if not that of the property.</summary>
    public string? Label { get; set; }

    /// <summary>The name of a sentence that says more.</summary>
    public string? Hint { get; set; }

    /// <summary>Whether what was typed last is wrong, as a text elsewhere on the page says.</summary>
    public bool Invalid { get; set; }

    /// <summary>The id of a text elsewhere on the page that says more.</summary>
    public string? DescribedBy { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        words.Contextualize(ViewContext);
        var name = For.Name;
        var id = TagBuilder.CreateSanitizedId(name, "_");
        var state = ViewContext.ModelState.GetValueOrDefault(name);
        var error = state is { Errors: [{ ErrorMessage: var message }, ..] } ? message : null;

        var input = Input(id, name, state);
        foreach (var attribute in output.Attributes)
        {
            input.Attributes[attribute.Name] = attribute.Value?.ToString() ?? attribute.Name;
        }

        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        output.Content.AppendHtml(Element("label", words.Html(Label ?? name[(name.LastIndexOf('.') + 1)..]), ("for", id)));
        var texts = new List<string>();
        if (Hint is not null)
        {
            output.Content.AppendHtml(Element("p", words.Html(Hint), ("id", $"{id}_hint"), ("class", "hint")));
            texts.Add($"{id}_hint");
        }

        output.Content.AppendHtml(input);
        if (error is not null)
        {
            output.Content.AppendHtml(Element("p", words.Say(error), ("id", $"{id}_error"), ("class", "error")));
            input.Attributes["aria-invalid"] = "true";
            texts.Insert(0, $"{id}_error");
            input.Attributes["autofocus"] = "autofocus";
        }
        else if (!ViewContext.ModelState.IsValid)
        {
            input.Attributes.Remove("autofocus");
        }

        if (Invalid)
        {
            input.Attributes["aria-invalid"] = "true";
        }

        if (DescribedBy is not null)
        {
            texts.Insert(0, DescribedBy);
        }

        if (texts.Count > 0)
        {
            input.Attributes["aria-describedby"] = string.Join(' ', texts);
        }
    }

    /// <summary>An element with its content.</summary>
    internal static TagBuilder Element(string tag, IHtmlContent text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new TagBuilder(tag);
        element.InnerHtml.AppendHtml(text);
        foreach (var (name, value) in attributes)
        {
            element.Attributes[name] = value;
        }

        return element;
    }

    private TagBuilder Input(string id, string name, ModelStateEntry? state)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["id"] = id;
        input.Attributes["name"] = name;
        input.Attributes["type"] = Type;
        if (For.Metadata.DataTypeName is not "Password")
        {
            input.Attributes["value"] = state?.AttemptedValue ?? For.Model?.ToString();
        }

        if (For.Metadata.IsRequired)
        {
            input.Attributes["required"] = "required";
        }

        if (For.Metadata.ValidatorMetadata.OfType<StringLengthAttribute>().FirstOrDefault() is { } length)
        {
            input.Attributes["maxlength"] = length.MaximumLength.ToString(CultureInfo.InvariantCulture);
        }

        return input;
    }
}
