namespace Ytx.Voice.Tests;

public sealed class VoiceCodeCallTests
{
    private static readonly PhoneNumber Number = PhoneNumber.Parse("13911281234");

    [Theory]
    [InlineData("1")]
    [InlineData("246810")]
    [InlineData("aZ09")]
    [InlineData("1234567890123456789")]
    public void Constructor_LettersAndDigits_AreTaken(string code)
    {
        var call = new VoiceCodeCall(Number, code);

        Assert.Equal(code, call.Code);
        Assert.Same(Number, call.To);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678901234567890")]
    [InlineData("12 34")]
    [InlineData(" 1234")]
    [InlineData("1234\n")]
    [InlineData("12\"34")]
    [InlineData("１２３４")]
    [InlineData("é123")]
    public void Constructor_OtherCodes_AreRefusedWithoutRepeatingThem(string code)
    {
        var exception = Assert.Throws<ArgumentException>(() => new VoiceCodeCall(Number, code));

        Assert.Contains("1 to 19", exception.Message, StringComparison.Ordinal);
        Assert.True(code is "" || !exception.Message.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new VoiceCodeCall(null!, "1"));
        Assert.Throws<ArgumentNullException>(() => new VoiceCodeCall(Number, null!));
    }

    [Fact]
    public void ValidFor_Negative_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoiceCodeCall(Number, "1") { ValidFor = TimeSpan.FromTicks(-1) });
        Assert.Equal(TimeSpan.Zero, new VoiceCodeCall(Number, "1") { ValidFor = TimeSpan.Zero }.ValidFor);
        Assert.Null(new VoiceCodeCall(Number, "1") { ValidFor = null }.ValidFor);
    }

    [Fact]
    public void ToString_Call_NamesTheMaskedNumberOnly() =>
        Assert.Equal("Voice call to 139****1234", new VoiceCodeCall(Number, "246810").ToString());
}
