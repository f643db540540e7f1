import RealModule

/// The one source of chance: a farm's seed, and streams of random numbers that depend on nothing
/// but (seed, name, stream, step).
///
/// The generator is counter-based: the number of a step is a hash of its key, so that asking
/// twice, out of order or at another speed gives the same value. The hash is the finaliser of
/// SplitMix64 (Steele, Lea, Flood 2014) applied to the chained key.
public struct Seed: Hashable, Sendable {
    /// The number in the farm file.
    public let value: UInt64

    /// A seed from its number.
    public init(_ value: UInt64) {
        self.value = value
    }

    /// The stream for one named purpose of one named thing: ("incomer", "noise/voltage").
    public func stream(_ owner: String, _ purpose: String) -> RandomStream {
        RandomStream(key: mixed(mixed(value, hashed(owner)), hashed(purpose)))
    }
}

/// An endless sequence of random numbers addressed by step.
public struct RandomStream: Hashable, Sendable {
    let key: UInt64

    /// 64 random bits of `step`.
    public func bits(_ step: Int64) -> UInt64 {
        mixed(key, UInt64(bitPattern: step))
    }

    /// A number in 0..<1, uniformly distributed.
    public func uniform(_ step: Int64) -> Double {
        Double(bits(step) >> 11) * 0x1p-53
    }

    /// A number of the standard normal distribution: mean 0, deviation 1 (Box and Muller 1958).
    ///
    /// Never further than 8.6 from 0.
    public func gaussian(_ step: Int64) -> Double {
        let radius = bits(step)
        let angle = Double(mixed(radius, key) >> 11) * 0x1p-53
        // 1 - u is never 0, so the logarithm is finite.
        let length = (-2 * Double.log(1 - Double(radius >> 11) * 0x1p-53)).squareRoot()
        return length * .cos(2 * .pi * angle)
    }

    /// The stream for one named purpose inside this one.
    public func substream(_ name: StreamName) -> RandomStream {
        RandomStream(key: mixed(key ^ 0x3C3C_C3C3_5A5A_A5A5, name.hash))
    }

    /// A further stream inside this one.
    public func substream(_ index: Int64) -> RandomStream {
        RandomStream(key: mixed(key ^ 0xA5A5_5A5A_C3C3_3C3C, UInt64(bitPattern: index)))
    }
}

/// The name of a stream, hashed once so that asking for the stream costs no text.
public struct StreamName: Hashable, Sendable {
    let hash: UInt64

    /// The name from its text.
    public init(_ text: String) {
        hash = hashed(text)
    }
}

/// SplitMix64's finaliser over a combination of two words.
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var z = a &+ 0x9E37_79B9_7F4A_7C15 &* (b &+ 1)
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    z = (z ^ (z >> 30) ^ b) &* 0xBF58_476D_1CE4_E5B9
    return z ^ (z >> 29)
}

/// FNV-1a of a text's UTF-8.
private func hashed(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return hash
}
