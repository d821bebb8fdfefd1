using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

/// <summary>For whoever has neither phone nor recovery code: what can be done, and what support checks.</summary>
public sealed class SupportModel : PageModel;
