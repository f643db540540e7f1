import RealModule

/// A sinusoidal quantity at the mains frequency: its RMS value and angle as a complex number.
public struct Phasor: Hashable, Sendable {
    /// The part in phase with the reference, RMS.
    public var re: Double
    /// The part in quadrature, RMS; positive leads.
    public var im: Double

    /// A phasor from its two parts.
    public init(re: Double, im: Double) {
        self.re = re
        self.im = im
    }

    /// A phasor from its RMS value and angle in degrees.
    public init(rms: Double, degrees: Double) {
        let angle = degrees * .pi / 180
        self.init(re: rms * .cos(angle), im: rms * .sin(angle))
    }

    /// Nothing there.
    public static let zero = Phasor(re: 0, im: 0)

    /// A phasor of one third of a turn: the operator *a* of symmetrical components.
    public static let a = Phasor(re: -0.5, im: 0.75.squareRoot())

    /// The RMS value.
    public var rms: Double { square.squareRoot() }

    /// The square of the RMS value.
    var square: Double { re * re + im * im }

    /// The angle in degrees, −180 to 180.
    public var degrees: Double { .atan2(y: im, x: re) * 180 / .pi }

    /// The complex conjugate.
    public var conjugate: Phasor { Phasor(re: re, im: -im) }

    /// The phasor turned the other way round: a reversed connection.
    public static prefix func - (p: Phasor) -> Phasor { Phasor(re: -p.re, im: -p.im) }
    /// The sum of two phasors.
    public static func + (p: Phasor, q: Phasor) -> Phasor {
        Phasor(re: p.re + q.re, im: p.im + q.im)
    }
    /// The difference of two phasors.
    public static func - (p: Phasor, q: Phasor) -> Phasor {
        Phasor(re: p.re - q.re, im: p.im - q.im)
    }
    /// The complex product.
    public static func * (p: Phasor, q: Phasor) -> Phasor {
        Phasor(re: p.re * q.re - p.im * q.im, im: p.re * q.im + p.im * q.re)
    }
    /// The complex quotient; zero where the divisor is.
    static func / (p: Phasor, q: Phasor) -> Phasor {
        let square = q.square
        return square > 0 ? p * q.conjugate * (1 / square) : .zero
    }
    /// The phasor scaled.
    public static func * (p: Phasor, k: Double) -> Phasor { Phasor(re: p.re * k, im: p.im * k) }
}
