using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Ytx.Identity.Tests.StepUp;

[RequireVoiceCode("pay")]
public sealed class PayModel : PageModel;
