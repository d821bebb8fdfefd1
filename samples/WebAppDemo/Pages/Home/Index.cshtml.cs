using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebAppDemo.Pages;

public sealed class HomeModel : PageModel;
