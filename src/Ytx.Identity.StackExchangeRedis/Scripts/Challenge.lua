-- A challenge: nonce (16), verifier (16), binding (4), when it began (6), tries left (1), the block that a right code ends
-- (8, zeros for none), then the vendor's name for its last call. An end holds in both directions: what began after now
-- has ended, or a clock that is set back would let a code live longer.
local function alive(challenge)
    return challenge and challenge ~= '' and u48(challenge, 37) <= now and challenge or nil
end
