using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Ytx.Identity.Api;

/// <summary>Tells OpenAPI about an endpoint: its words, each status, and an example of each.</summary>
internal static class Operations
{
    private const string Tokens = """{"tokenType":"Bearer","accessToken":"CfDJ8NrAkS...","expiresIn":3600,"refreshToken":"CfDJ8NrAkT..."}""";

    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, OperationText text, string prefix)
    {
        endpoint.WithName(prefix + text.Name).WithSummary(text.Summary).WithDescription(text.Description);
        foreach (var status in text.Problems.Select(problem => problem.Status).Distinct())
        {
            endpoint.Produces<ProblemAnswer>(status, "application/problem+json");
        }

        if (text is { AnswersTokens: true, Answer: null })
        {
            endpoint.Produces<AccessTokenResponse>();
        }

        return endpoint.AddOpenApiOperationTransformer((operation, context, stop) => ChangeAsync(operation, context, text, stop));
    }

    private static async Task ChangeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, OperationText text, CancellationToken stop)
    {
        if (text.BringsSignInToken is not false)
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = SignInTokenHeader.Name,
                In = ParameterLocation.Header,
                Required = text.BringsSignInToken is true,
                Description = "signInToken of the first step.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        if (text.Request is { } request && operation.RequestBody?.Content is { } body)
        {
            body.Remove(AcceptsJson.Any);
            body[AcceptsJson.ContentType].Example = JsonNode.Parse(request);
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            foreach (var media in response.Content?.Values ?? [])
            {
                media.Examples = ExamplesOf(text, status);
                MakeNumbersPlain(media.Schema);
                if (text.AnswersTokens && status is "200")
                {
                    var tokens = await TokensAsync(context, stop).ConfigureAwait(false);
                    media.Schema = text.Answer is null ? tokens : new OpenApiSchema { OneOf = [media.Schema!, tokens] };
                }
            }
        }
    }

    // By a reference, so that a generated client has one type of it.
    private static async Task<OpenApiSchemaReference> TokensAsync(OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        const string name = nameof(AccessTokenResponse);
        var schema = await context.GetOrCreateSchemaAsync(typeof(AccessTokenResponse), null, stop).ConfigureAwait(false);
        MakeNumbersPlain(schema);
        context.Document!.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, context.Document);
    }

    // ASP.NET Core would take a number that is written as a text, so says that each may be one, and a generated client would expect either.
    private static void MakeNumbersPlain(IOpenApiSchema? schema)
    {
        foreach (var property in schema?.Properties?.Values.OfType<OpenApiSchema>() ?? [])
        {
            if (property.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
            {
                (property.Type, property.Pattern) = (type & ~JsonSchemaType.String, null);
            }
        }
    }

    private static Dictionary<string, IOpenApiExample> ExamplesOf(OperationText text, string status)
    {
        var examples = new Dictionary<string, IOpenApiExample>();
        if (status is not "200")
        {
            foreach (var problem in text.Problems.Where(problem => $"{problem.Status}" == status))
            {
                examples[problem.Code] = Example(problem.Title, Json(problem));
            }

            return examples;
        }

        if (text.Answer is { } answer)
        {
            examples["answer"] = Example(text.Summary, JsonNode.Parse(answer));
        }

        if (text.AnswersTokens)
        {
            examples["tokens"] = Example("Signed in by bearer token.", JsonNode.Parse(Tokens));
        }

        return examples;
    }

    private static OpenApiExample Example(string summary, JsonNode? value) => new() { Summary = summary, Value = value };

    private static JsonObject Json(VoiceProblem problem)
    {
        var json = new JsonObject
        {
            ["type"] = $"urn:ytx:voice:{problem.Code}",
            ["title"] = problem.Title,
            ["status"] = problem.Status,
            ["code"] = problem.Code,
        };
        if (problem.Status is StatusCodes.Status429TooManyRequests)
        {
            json["retryAfter"] = 60;
        }

        return json;
    }
}
