using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using Ytx.Identity.Limits;
using Ytx.Identity.Stores;
using Ytx.Voice;

namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// Makes keys of subjects by HMAC-SHA256 under the store's key: eleven digits are soon tried, but not without it. 96 bits
/// are enough, since two subjects with one tag would only share their limits, and nobody can look for them. A subject's kind
/// goes before its text, which is hashed as it is in memory, so that no two texts are taken for one.
/// </summary>
internal sealed class SubjectTags(byte[] key, string prefix)
{
    private const char Purpose = 'p';
    private const char PurposeKind = 'd';
    private const char Limit = 'l';
    private const char Call = 'c';
    private const char Request = 'q';
    private const char LastCall = 'y';
    private const int TagLength = 12;
    private const int Small = 256;

    private static readonly char[] Kinds = ['u', 'a', 'g', 'r', 'n'];

    private static readonly string[] PurposeKinds = Enum.GetNames<VoiceCodePurposeKind>();

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix + WireFormat.KeyPrefix + "{");
    private readonly ConditionalWeakTable<Allowance, PackedAllowance> _allowances = [];
    private readonly ConditionalWeakTable<WrongCodeLimit, PackedWrongCodeLimit> _wrongCodes = [];

    /// <summary>The tag of a subject; of a user who has no type.</summary>
    public SubjectTag Of(AllowanceSubject kind, string subject) =>
        kind is AllowanceSubject.User ? Of(new UserKey("", subject)) : Of(Kinds[(int)kind], subject);

    /// <summary>The tag of a purpose.</summary>
    public SubjectTag OfPurpose(string purpose) => Of(Purpose, purpose);

    /// <summary>The tag of a user.</summary>
    public SubjectTag Of(UserKey user)
    {
        // The first one's length goes before it, so that no two pairs are written alike.
        var (type, id) = user;
        var length = 2 + type.Length + id.Length;
        var text = length <= Small ? stackalloc char[length] : new char[length];
        (text[0], text[1]) = (Kinds[(int)AllowanceSubject.User], (char)type.Length);
        type.CopyTo(text[2..]);
        id.CopyTo(text[(2 + type.Length)..]);
        return Of(text);
    }

    /// <summary>The tag of the subject that a claim names, or else of the user whose call it is.</summary>
    public SubjectTag OfSubject(in AllowanceClaim claim, UserKey user) =>
        claim.Subject is { } subject ? Of(claim.Allowance.Per, subject) : Of(user);

    /// <summary>The tag of the item that a claim names, of a user's allowances a number; null where it counts none.</summary>
    public SubjectTag? OfItem(in AllowanceClaim claim, UserKey user) =>
        claim.Allowance.Counting is AllowanceCounting.Calls ? null
        : claim.Item is null ? Of(user)
        : Of(claim.Allowance.Per is AllowanceSubject.User ? AllowanceSubject.Number : AllowanceSubject.User, claim.Item);

    /// <summary>The tag of an allowance's name.</summary>
    public SubjectTag OfAllowance(string name) => Of(Limit, name);

    /// <summary>The tag of a kind of purpose.</summary>
    public SubjectTag OfKind(VoiceCodePurposeKind kind) => Of(PurposeKind, PurposeKinds[(int)kind]);

    /// <summary>An allowance as the scripts read it.</summary>
    public PackedAllowance Packed(Allowance allowance) => _allowances.TryGetValue(allowance, out var packed)
        ? packed : _allowances.GetValue(allowance, made => new PackedAllowance(made, this));

    /// <summary>A limit of wrong codes as the scripts read it.</summary>
    public PackedWrongCodeLimit Packed(WrongCodeLimit limit) => _wrongCodes.TryGetValue(limit, out var packed)
        ? packed : _wrongCodes.GetValue(limit, made => new PackedWrongCodeLimit(made));

    /// <summary>The key of a call, by its id.</summary>
    public RedisKey OfCall(string callId) => Of(Call, callId).Key;

    /// <summary>The key of a call's id, by the vendor's name for the call.</summary>
    public RedisKey OfRequest(string requestId) => Of(Request, requestId).Key;

    /// <summary>The key of the id of a user's last call for a purpose.</summary>
    public RedisKey OfLastCall(UserKey user, string purpose)
    {
        var (type, id) = user;

        // The lengths of the first two go before them, so that no two of these are written alike.
        return Of(LastCall, $"{(char)type.Length}{(char)id.Length}{type}{id}{purpose}").Key;
    }

    private SubjectTag Of(char kind, string subject)
    {
        var text = subject.Length < Small ? stackalloc char[subject.Length + 1] : new char[subject.Length + 1];
        text[0] = kind;
        subject.CopyTo(text[1..]);
        return Of(text);
    }

    private SubjectTag Of(ReadOnlySpan<char> text)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, MemoryMarshal.AsBytes(text), mac);
        return new SubjectTag(
            (byte[])[.. _prefix, .. Base64Url.EncodeToUtf8(mac[..TagLength]), (byte)'}'],
            BinaryPrimitives.ReadUInt64BigEndian(mac[TagLength..]));
    }
}
