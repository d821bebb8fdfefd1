namespace Ytx.Identity.StackExchangeRedis;

/// <summary>
/// FORMAT. Every message to and from the scripts, and every block that Redis keeps. Nothing else knows where a field stands: C#
/// takes its offsets from here, and a script names them (<c>$Verify.Verifier</c>, see <see cref="StoreScript"/>).
/// </summary>
/// <remarks>
/// A number is little-endian. A time is the server's, in milliseconds since 1970; a span of time is in milliseconds too. A field
/// begins where the one before it ends. One of size 0 is the last, and has whatever follows.
/// A change of a block that is kept needs another version in <see cref="KeyPrefix"/>.
/// </remarks>
internal static class WireFormat
{
    /// <summary>What every key begins with, behind the instance's name. The number is the version of this format.</summary>
    public const string KeyPrefix = "ytx:2:";

    /// <summary>As a wait, all bits set: no time helps.</summary>
    public const long Forever = (1L << (8 * TimeSize)) - 1;

    private const int TimeSize = 6;
    private const int CountSize = 4;
    private const int HashSize = 7;
    private const int NameSize = 1 + HashSize;
    private const int RequestMarkSize = 2;
    private const int NumberMarkSize = 4;
    private const int SecretSize = 16;
    private const int LengthSize = 2;

    public static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>What a reply says, in its first byte.</summary>
    public enum Status
    {
        /// <summary>It ran after its deadline, and did nothing.</summary>
        TooLate = 0,

        /// <summary>The call may be placed; or what always may be done is done.</summary>
        Granted = 1,

        Denied = 2,
        Locked = 3,
        Verified = 4,
        Wrong = 5,
        Missing = 6,
        TriesUsedUp = 7,
    }

    /// <summary>What a run of Begin.lua does with the challenge.</summary>
    public enum ChallengeUse
    {
        /// <summary>There is none in these ledgers.</summary>
        None = 0,

        /// <summary>The one that is alive is told.</summary>
        Looks = 1,

        /// <summary>It is told, or a new one is opened.</summary>
        Opens = 2,
    }

    /// <summary>What a claim does in a run of Begin.lua.</summary>
    public enum ClaimUse
    {
        /// <summary>It can deny, and takes nothing.</summary>
        Looks = 0,

        /// <summary>It can deny, and takes where nothing denies.</summary>
        Takes = 1,

        /// <summary>It tells how long the next one waits, and cannot deny.</summary>
        Tells = 2,
    }

    /// <summary>What a block holds: the first letter of its name.</summary>
    public enum Kind
    {
        /// <summary>A list of <see cref="Event"/>, newest first.</summary>
        Events = 'e',

        /// <summary>A list of <see cref="ItemUse"/>, newest first.</summary>
        Items = 'i',

        /// <summary><see cref="WireFormat.Buckets"/>.</summary>
        Buckets = 'b',

        /// <summary>A list of <see cref="WrongCode"/>, newest first.</summary>
        WrongCodes = 'g',

        /// <summary>A <see cref="WireFormat.Challenge"/>.</summary>
        Challenge = 'c',

        /// <summary>The time at which a challenge was withdrawn, whose nonce the name has.</summary>
        Withdrawn = 'w',
    }

    /// <summary>The numbers that scripts read.</summary>
    public static class Number
    {
        /// <summary>A time, a span of time, or the count of a rule.</summary>
        public static readonly WireField Time = new(0, TimeSize);

        /// <summary>A count in a bucket.</summary>
        public static readonly WireField Count = new(0, CountSize);
    }

    /// <summary>The name of a block.</summary>
    public static class Name
    {
        /// <summary>A letter of <see cref="WireFormat.Kind"/>.</summary>
        public static readonly WireField Kind = new(0, 1);

        /// <summary>What of an HMAC makes it this block.</summary>
        public static readonly WireField Hash = Kind.Then(HashSize);
    }

    /// <summary>A block. A ledger is nothing but blocks: see Ledger.lua.</summary>
    public static class Block
    {
        public static readonly WireField Name = new(0, NameSize);

        /// <summary>How long it counts after the newest time in it.</summary>
        public static readonly WireField Life = Name.Then(TimeSize);

        /// <summary>How long its content is.</summary>
        public static readonly WireField Length = Life.Then(LengthSize);

        /// <summary>Begins, whatever the block holds, with the newest time in it.</summary>
        public static readonly WireField Content = Length.Then(0);
    }

    /// <summary>One call that was taken from an allowance.</summary>
    public static class Event
    {
        /// <summary>When it was taken.</summary>
        public static readonly WireField Time = new(0, TimeSize);

        /// <summary>The mark of the request that took it.</summary>
        public static readonly WireField Mark = Time.Then(RequestMarkSize);

        /// <summary>What stands for an event that is still to be taken, where C# writes a block.</summary>
        public static readonly string StandIn = new('E', Mark.End);
    }

    /// <summary>One use of an item, where an allowance counts different ones.</summary>
    public static class ItemUse
    {
        /// <summary>How many uses of one item are kept.</summary>
        public const int Kept = 3;

        /// <summary>When it was used.</summary>
        public static readonly WireField Time = Event.Time;

        /// <summary>The mark of the request that used it.</summary>
        public static readonly WireField Mark = Event.Mark;

        /// <summary>What stands for the item.</summary>
        public static readonly WireField Item = Mark.Then(sizeof(ulong));

        /// <summary>How many bytes those are that are kept of one item.</summary>
        public static readonly int KeptSize = Kept * Item.End;
    }

    /// <summary>Counts too large to keep every time.</summary>
    public static class Buckets
    {
        /// <summary>A time in the newest buckets.</summary>
        public static readonly WireField Newest = new(0, TimeSize);

        /// <summary>For each rule a <see cref="BucketRule"/>.</summary>
        public static readonly WireField Rules = Newest.Then(0);
    }

    /// <summary>The buckets of one rule.</summary>
    public static class BucketRule
    {
        /// <summary>How many buckets a window has.</summary>
        public const int InWindow = 60;

        /// <summary>How many are kept: one more, so that no more is granted than the rule says.</summary>
        public const int Kept = InWindow + 1;

        /// <summary>The sum of all.</summary>
        public static readonly WireField Total = new(0, CountSize);

        /// <summary>The counts of all buckets but the oldest, newest first.</summary>
        public static readonly WireField Counts = Total.Then(InWindow * CountSize);

        /// <summary>The count of the oldest.</summary>
        public static readonly WireField Oldest = Counts.Then(CountSize);
    }

    /// <summary>One wrong code.</summary>
    public static class WrongCode
    {
        /// <summary>When it was tried.</summary>
        public static readonly WireField Time = new(0, TimeSize);

        /// <summary>The mark of the number that it was tried for; zeros once it no longer counts in a row.</summary>
        public static readonly WireField Mark = Time.Then(NumberMarkSize);
    }

    /// <summary>A challenge.</summary>
    public static class Challenge
    {
        /// <summary>When it was opened.</summary>
        public static readonly WireField Began = new(0, TimeSize);

        /// <summary>From which the code is derived.</summary>
        public static readonly WireField Nonce = Began.Then(SecretSize);

        /// <summary>The HMAC of the right code.</summary>
        public static readonly WireField Verifier = Nonce.Then(SecretSize);

        /// <summary>The mark of stamp and number.</summary>
        public static readonly WireField Binding = Verifier.Then(sizeof(uint));

        /// <summary>How many are left.</summary>
        public static readonly WireField Tries = Binding.Then(1);

        /// <summary>
        /// The name of the block that a right code ends, its kind in upper case so that it is not found here; zeros for none.
        /// </summary>
        public static readonly WireField Ended = Tries.Then(NameSize);

        /// <summary>The vendor's name for the call, once it is known.</summary>
        public static readonly WireField RequestId = Ended.Then(0);
    }

    /// <summary>One rule of an allowance.</summary>
    public static class Rule
    {
        /// <summary>So many in a window.</summary>
        public static readonly WireField Count = new(0, TimeSize);

        /// <summary>The window; for buckets the width of one.</summary>
        public static readonly WireField Window = Count.Then(TimeSize);

        /// <summary>How long nothing is allowed after a full window; 0 for no longer than that.</summary>
        public static readonly WireField Pause = Window.Then(TimeSize);
    }

    /// <summary>A limit of wrong codes: the last argument of Verify.lua, and the third of Begin.lua.</summary>
    public static class WrongCodeLimit
    {
        /// <summary>How many in a row lock.</summary>
        public static readonly WireField InARow = new(0, TimeSize);

        /// <summary>After how long one is forgotten; 0 for never.</summary>
        public static readonly WireField ForgetAfter = InARow.Then(TimeSize);

        /// <summary>The life of a block in which no wrong code counts in a row any more.</summary>
        public static readonly WireField ClearedLife = ForgetAfter.Then(TimeSize);

        /// <summary>How many wrong codes the rules need.</summary>
        public static readonly WireField Keep = ClearedLife.Then(1);

        /// <summary>How many rules.</summary>
        public static readonly WireField Many = Keep.Then(1);

        /// <summary>Each a <see cref="Rule"/>.</summary>
        public static readonly WireField Rules = Many.Then(0);
    }

    /// <summary>How the first argument of every script begins.</summary>
    public static class Call
    {
        /// <summary>After this time it does nothing.</summary>
        public static readonly WireField Deadline = new(0, TimeSize);
    }

    /// <summary>
    /// The first argument of Begin.lua. The second is an <see cref="Opening"/>, the third a <see cref="WrongCodeLimit"/>, both
    /// empty where there is no challenge; then for each key a <see cref="Ledger"/>.
    /// </summary>
    public static class Begin
    {
        /// <summary>The mark of the request, after the deadline.</summary>
        public static readonly WireField Mark = Call.Deadline.Then(RequestMarkSize);

        /// <summary>A <see cref="WireFormat.ChallengeUse"/>.</summary>
        public static readonly WireField ChallengeUse = Mark.Then(1);
    }

    /// <summary>A challenge to open, as the head of a block and its content but for the time, as far as the name of the call.</summary>
    public static class Opening
    {
        public static readonly WireField Name = Block.Name;
        public static readonly WireField Life = Block.Life;
        public static readonly WireField Length = Block.Length;
        public static readonly WireField Nonce = Length.Then(Challenge.Nonce.Size);
        public static readonly WireField Verifier = Nonce.Then(Challenge.Verifier.Size);
        public static readonly WireField Binding = Verifier.Then(Challenge.Binding.Size);
        public static readonly WireField Tries = Binding.Then(Challenge.Tries.Size);
        public static readonly WireField Ended = Tries.Then(Challenge.Ended.Size);

        /// <summary>The name of the block of wrong codes that can lock it.</summary>
        public static readonly WireField WrongCodes = Ended.Then(NameSize);

        /// <summary>One that lives no longer than this is replaced.</summary>
        public static readonly WireField RenewBelow = WrongCodes.Then(TimeSize);
    }

    /// <summary>What Begin.lua does with one ledger.</summary>
    public static class Ledger
    {
        /// <summary>The longest life among the blocks that are written.</summary>
        public static readonly WireField Life = new(0, TimeSize);

        /// <summary>The number of its first claim among all.</summary>
        public static readonly WireField FirstClaim = Life.Then(1);

        /// <summary>Where its claims begin, counted from 1.</summary>
        public static readonly WireField ClaimsFrom = FirstClaim.Then(2);

        /// <summary>How long the next call waits where there was no ledger.</summary>
        public static readonly WireField Wait = ClaimsFrom.Then(TimeSize);

        /// <summary>
        /// Where begins, counted from 1, what the ledger becomes where there was none: blocks with <see cref="Event.StandIn"/> in them,
        /// or nothing if the script must count.
        /// </summary>
        public static readonly WireField NewFrom = Wait.Then(1);

        /// <summary>The life in digits, then those blocks, then each claim.</summary>
        public static readonly WireField Digits = NewFrom.Then(0);
    }

    /// <summary>One claim on an allowance. No two claims on a ledger have one name.</summary>
    public static class Claim
    {
        public static readonly WireField Name = Block.Name;
        public static readonly WireField Life = Block.Life;

        /// <summary>A <see cref="ClaimUse"/>.</summary>
        public static readonly WireField Use = Life.Then(1);

        /// <summary>How many events are kept; of items, how many different ones.</summary>
        public static readonly WireField Keep = Use.Then(1);

        /// <summary>With fewer events than this no rule denies.</summary>
        public static readonly WireField Fewest = Keep.Then(1);

        /// <summary>How many rules.</summary>
        public static readonly WireField Many = Fewest.Then(1);

        /// <summary>When the allowance itself ends; 0 for never.</summary>
        public static readonly WireField EndsIn = Many.Then(TimeSize);

        /// <summary>The item, where different ones count.</summary>
        public static readonly WireField Item = EndsIn.Then(ItemUse.Item.Size);

        /// <summary>Each a <see cref="Rule"/>.</summary>
        public static readonly WireField Rules = Item.Then(0);
    }

    /// <summary>The first argument of Verify.lua. The second is a <see cref="WrongCodeLimit"/>.</summary>
    public static class Verify
    {
        /// <summary>The name of the challenge, after the deadline.</summary>
        public static readonly WireField Challenge = Call.Deadline.Then(NameSize);

        /// <summary>The HMAC of the code that was typed.</summary>
        public static readonly WireField Verifier = Challenge.Then(SecretSize);

        /// <summary>The mark of the number; zeros if a right code forgives wrong ones of all numbers.</summary>
        public static readonly WireField Mark = Verifier.Then(NumberMarkSize);

        /// <summary>The name of the block of wrong codes.</summary>
        public static readonly WireField WrongCodes = Mark.Then(NameSize);

        /// <summary>Its life.</summary>
        public static readonly WireField Life = WrongCodes.Then(TimeSize);

        /// <summary>Its length if it holds one wrong code.</summary>
        public static readonly WireField Length = Life.Then(LengthSize);
    }

    /// <summary>The first argument of Amend.lua. Each that follows is an edit.</summary>
    public static class Amend
    {
        /// <summary>The mark of the request, after the deadline.</summary>
        public static readonly WireField Mark = Call.Deadline.Then(RequestMarkSize);
    }

    /// <summary>How every edit begins, and all of one that gives back an event or an item, or forgets wrong codes.</summary>
    public static class Edit
    {
        /// <summary>The number of the ledger, from 1.</summary>
        public static readonly WireField Ledger = new(0, 1);

        /// <summary>The name of the block.</summary>
        public static readonly WireField Name = Ledger.Then(NameSize);
    }

    /// <summary>How an edit goes on that gives back one of buckets.</summary>
    public static class BucketEdit
    {
        /// <summary>When it was taken.</summary>
        public static readonly WireField TakenAt = Edit.Name.Then(TimeSize);

        /// <summary>How many rules.</summary>
        public static readonly WireField Many = TakenAt.Then(1);

        /// <summary>Each a <see cref="Rule"/>.</summary>
        public static readonly WireField Rules = Many.Then(0);
    }

    /// <summary>How an edit goes on that ends a challenge, or records its call.</summary>
    public static class ChallengeEdit
    {
        /// <summary>Only the challenge that has this one.</summary>
        public static readonly WireField Nonce = Edit.Name.Then(SecretSize);

        /// <summary>1 to record the call, 0 to end the challenge.</summary>
        public static readonly WireField IsRecorded = Nonce.Then(1);

        /// <summary>To record: the vendor's name for the call.</summary>
        public static readonly WireField RequestId = IsRecorded.Then(0);

        /// <summary>To end, if it had replaced another: the life of that one.</summary>
        public static readonly WireField ReplacedLife = IsRecorded.Then(TimeSize);

        /// <summary>And its content, a <see cref="Challenge"/>.</summary>
        public static readonly WireField Replaced = ReplacedLife.Then(0);
    }

    /// <summary>How every reply begins, and all of one of Amend.lua.</summary>
    public static class Reply
    {
        /// <summary>A <see cref="WireFormat.Status"/>.</summary>
        public static readonly WireField Status = new(0, 1);

        /// <summary>The server's time.</summary>
        public static readonly WireField Time = Status.Then(TimeSize);
    }

    /// <summary>How a reply of Begin.lua goes on; to the rule if there is no challenge.</summary>
    public static class BeginReply
    {
        /// <summary>If locked or denied, how long to wait; else how long the next call waits.</summary>
        public static readonly WireField Wait = Reply.Time.Then(TimeSize);

        /// <summary>The number of the claim that denied.</summary>
        public static readonly WireField Claim = Wait.Then(1);

        /// <summary>The number of its rule that denied.</summary>
        public static readonly WireField Rule = Claim.Then(1);

        /// <summary>How long the challenge lives; 0 if there is none with this binding.</summary>
        public static readonly WireField Life = Rule.Then(TimeSize);

        /// <summary>That of the challenge.</summary>
        public static readonly WireField Nonce = Life.Then(SecretSize);

        /// <summary>How many the challenge has left.</summary>
        public static readonly WireField Tries = Nonce.Then(1);

        /// <summary>Life and content of the challenge that it replaced, as <see cref="ChallengeEdit"/> takes them.</summary>
        public static readonly WireField Replaced = Tries.Then(0);
    }

    /// <summary>How a reply of Verify.lua goes on.</summary>
    public static class VerifyReply
    {
        /// <summary>How many the challenge has left.</summary>
        public static readonly WireField Tries = Reply.Time.Then(1);

        /// <summary>If locked, how long.</summary>
        public static readonly WireField Wait = Tries.Then(TimeSize);

        /// <summary>If verified, the vendor's name for the call.</summary>
        public static readonly WireField RequestId = Wait.Then(0);
    }
}
