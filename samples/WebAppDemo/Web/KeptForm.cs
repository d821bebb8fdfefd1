using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace WebAppDemo;

/// <summary>
/// Post, redirect, get, also for a form with mistakes: a page that answers a POST with itself is shown by a GET, with what was
/// typed and what is wrong with it. So Back and reload send nothing twice.
/// </summary>
/// <remarks>Secrets are not kept: a field of <c>DataType.Password</c>, which passwords and codes are.</remarks>
internal sealed class KeptForm(ITempDataDictionaryFactory tempData, IModelMetadataProvider metadata) : IAsyncPageFilter
{
    private const string Key = "form";
    private const int MaxFields = 20;
    private const int MaxLength = 300;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        var data = tempData.GetTempData(context.HttpContext);
        if (HttpMethods.IsGet(request.Method) && data[Key] is string json && JsonSerializer.Deserialize<Form>(json) is { } form
            && form.Path == request.Path)
        {
            form.PutBack(context.ModelState);
        }

        var done = await next();
        // A page in the place of an answer that failed, with its status, is no form with mistakes.
        if (HttpMethods.IsPost(request.Method) && context.HttpContext.Response.StatusCode is StatusCodes.Status200OK
            && done.Result is PageResult && !context.ModelState.IsValid)
        {
            data[Key] = JsonSerializer.Serialize(new Form(request.Path.Value!, Fields(context)));
            var query = request.Query.Where(value => value.Key is not "handler");
            done.Result = new LocalRedirectResult($"{request.PathBase}{request.Path}{QueryString.Create(query)}");
        }
    }

    private Field[] Fields(PageHandlerExecutingContext context)
    {
        var model = metadata.GetMetadataForType(context.HandlerInstance.GetType());
        return [.. context.ModelState
            .Where(entry => entry.Value is { AttemptedValue: not null } or { Errors.Count: > 0 })
            .OrderByDescending(entry => entry.Value!.Errors.Count).Take(MaxFields)
            .Select(entry => new Field(
                entry.Key,
                IsSecret(model, entry.Key) || entry.Value!.AttemptedValue is { Length: > MaxLength } ? null : entry.Value!.AttemptedValue,
                [.. entry.Value!.Errors.Select(error => error.ErrorMessage)]))];
    }

    private static bool IsSecret(ModelMetadata? model, string name)
    {
        foreach (var part in name.Split('.'))
        {
            model = model?.Properties[part];
        }

        // What the page does not know is not shown again either.
        return model is null or { DataTypeName: "Password" };
    }

    private sealed record Field(string Name, string? Typed, string[] Problems);

    private sealed record Form(string Path, Field[] Fields)
    {
        public void PutBack(ModelStateDictionary state)
        {
            foreach (var field in Fields)
            {
                state.SetModelValue(field.Name, field.Typed, field.Typed);
                foreach (var problem in field.Problems)
                {
                    state.AddModelError(field.Name, problem);
                }
            }
        }
    }
}
