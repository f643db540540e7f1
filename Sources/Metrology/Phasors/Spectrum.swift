/// The harmonics of a voltage or current, as ratios to its fundamental: the shape of the wave.
public struct Spectrum: Hashable, Sendable {
    /// One harmonic.
    public struct Harmonic: Hashable, Sendable {
        /// The multiple of the mains frequency, 2 to 50.
        public let order: Int
        /// RMS value as a share of the fundamental's; positive.
        public let ratio: Double
        /// Phase against the fundamental of the same wave, degrees of the harmonic's own period.
        public let degrees: Double

        /// A harmonic.
        public init(order: Int, ratio: Double, degrees: Double = 0) {
            self.order = order
            self.ratio = ratio
            self.degrees = degrees
        }
    }

    /// The orders that can be given and measured (IEC 61557-12: up to 50).
    public static let orders = 2...50

    /// The harmonics that are there, ascending by order, each order once.
    public let harmonics: [Harmonic]

    /// A wave; harmonics outside ``orders`` or without a positive ratio are left out, and of
    /// several of one order the first counts.
    public init(_ harmonics: [Harmonic]) {
        var seen: Set<Int> = []
        self.harmonics =
            harmonics
            .filter { Self.orders.contains($0.order) && $0.ratio > 0 && $0.ratio.isFinite }
            .filter { seen.insert($0.order).inserted }
            .sorted { $0.order < $1.order }
    }

    /// A pure sine wave.
    public static let sine = Spectrum([])

    /// Whether there are no harmonics.
    public var isSine: Bool { harmonics.isEmpty }
}

/// The wave shapes of a site: three phase voltages and three phase currents.
///
/// A shared object, so that conditions without harmonics cost nothing.
public final class SiteHarmonics: Hashable, Sendable {
    /// The waves of the phase voltages, L1 to L3.
    public let voltages: [Spectrum]
    /// The waves of the phase currents, L1 to L3.
    public let currents: [Spectrum]

    /// Wave shapes; a phase that is not given is a sine.
    public init(voltages: [Spectrum] = [], currents: [Spectrum] = []) {
        func three(_ given: [Spectrum]) -> [Spectrum] {
            (0..<3).map { $0 < given.count ? given[$0] : .sine }
        }
        self.voltages = three(voltages)
        self.currents = three(currents)
    }

    /// Whether all waves are sines.
    public var areSines: Bool { (voltages + currents).allSatisfy(\.isSine) }

    /// Whether all waves are the same.
    public static func == (a: SiteHarmonics, b: SiteHarmonics) -> Bool {
        a === b || (a.voltages == b.voltages && a.currents == b.currents)
    }

    /// Hashes the waves.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(voltages)
        hasher.combine(currents)
    }
}
