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
    @usableFromInline let key: UInt64

    @usableFromInline
    init(key: UInt64) {
        self.key = key
    }

    /// 64 random bits of `step`.
    @inlinable
    @inline(__always)
    public func bits(_ step: Int64) -> UInt64 {
        mixed(key, UInt64(bitPattern: step))
    }

    /// A number in 0..<1, uniformly distributed.
    @inlinable
    public func uniform(_ step: Int64) -> Double {
        Double(bits(step) >> 11) * 0x1p-53
    }

    /// A number of the standard normal distribution: mean 0, deviation 1.
    ///
    /// By the ziggurat of 256 layers (Marsaglia and Tsang 2000, as corrected by Doornik 2005): 99
    /// of 100 draws cost one hash and one product, the others hash on until a point is accepted.
    @inlinable
    @inline(__always)
    public func gaussian(_ step: Int64) -> Double {
        let bits = bits(step)
        let layer = Int(bits & 0xFF)
        // The layer's bits are not among those of the place in it.
        let x = Double(Int64(bitPattern: bits) >> 10) * 0x1p-53 * Ziggurat.edges[layer]
        return x.magnitude < Ziggurat.edges[layer + 1] ? x : Ziggurat.settle(bits, key: key)
    }

    /// The stream for one named purpose inside this one.
    @inlinable
    public func substream(_ name: StreamName) -> RandomStream {
        // Both are mixed already; the product tells apart who stands inside whom.
        RandomStream(key: (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15 &+ name.hash)
    }

    /// A further stream inside this one.
    public func substream(_ index: Int64) -> RandomStream {
        RandomStream(key: mixed(key ^ 0xA5A5_5A5A_C3C3_3C3C, UInt64(bitPattern: index)))
    }
}

/// The name of a stream, hashed once so that asking for the stream costs no text.
public struct StreamName: Hashable, Sendable {
    @usableFromInline let hash: UInt64

    /// The name from its text.
    public init(_ text: String) {
        hash = mixed(hashed(text), 0x3C3C_C3C3_5A5A_A5A5)
    }
}

extension Ziggurat {
    /// The draw of a point that did not fall into the sure part of its layer.
    @usableFromInline
    static func settle(_ word: UInt64, key: UInt64) -> Double {
        var bits = word
        while true {
            let index = Int(bits & 0xFF)
            let (outer, inner) = (edges[index], edges[index + 1])
            let x = Double(Int64(bitPattern: bits) >> 10) * 0x1p-53 * outer
            if x.magnitude < inner { return x }
            if index == 0 { return fromTail(isNegative: x < 0, bits, key: key) }
            let (low, high) = (density(outer), density(inner))
            bits = mixed(bits, key)
            if low + unit(bits) * (high - low) < density(x) { return x }
            bits = mixed(bits, key)
        }
    }

    /// A draw beyond the widest layer (Marsaglia 1964).
    private static func fromTail(isNegative: Bool, _ word: UInt64, key: UInt64) -> Double {
        var bits = word
        while true {
            bits = mixed(bits, key)
            let x = -Double.log(1 - unit(bits)) / tail
            bits = mixed(bits, key)
            let y = -Double.log(1 - unit(bits))
            if 2 * y > x * x { return isNegative ? -(tail + x) : tail + x }
        }
    }

    private static func density(_ x: Double) -> Double { .exp(-x * x / 2) }

    /// A number in 0..<1.
    private static func unit(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }
}

/// SplitMix64's finaliser over a combination of two words.
@inlinable
@inline(__always)
func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
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
