/// Squares of RMS values by order, several terminals beside each other.
struct WaveTable<Terminals: SIMD & Sendable>: Sendable where Terminals.Scalar == Double {
    /// The fundamental first, then each harmonic that was added.
    private(set) var squares: [(order: Int, values: Terminals)] = []

    /// Whether anything but a fundamental was added.
    var hasHarmonics: Bool { squares.count > 1 }

    mutating func add(_ values: Terminals, order: Int) {
        squares.append((order, values))
    }

    /// RMS values over all orders.
    var rms: Terminals {
        squares.reduce(Terminals(repeating: 0)) { $0 + $1.values }.squareRoot()
    }

    /// A harmonic as a share of the fundamental; 0 without one.
    func ratio(_ order: Int, _ terminal: Int) -> Double {
        guard let base = squares.first?.values[terminal], base > 0,
            let found = squares.first(where: { $0.order == order })
        else { return 0 }
        return (found.values[terminal] / base).squareRoot()
    }

    /// Total harmonic distortion as a share of the fundamental; 0 without one.
    func distortion(_ terminal: Int) -> Double {
        guard let base = squares.first?.values[terminal], base > 0 else { return 0 }
        let sum = squares.dropFirst().reduce(0) { $0 + $1.values[terminal] }
        return (sum / base).squareRoot()
    }
}

/// The measured spectra of voltages and currents; a meter without harmonics has none.
final class MeasuredWaves: Sendable {
    /// L1 to L3, U12, U23, U31.
    let voltages: WaveTable<SIMD8<Double>>
    /// L1 to L3, N.
    let currents: WaveTable<SIMD4<Double>>

    init(voltages: WaveTable<SIMD8<Double>>, currents: WaveTable<SIMD4<Double>>) {
        self.voltages = voltages
        self.currents = currents
    }
}
