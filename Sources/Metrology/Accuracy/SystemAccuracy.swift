/// The accuracy of a meter with its external sensors, ± percent (IEC 61557-12).
///
/// 1.15 · √(meter² + Σ sensor²): the errors of independent devices add as squares, and wires and
/// burden take some more. A meter of class 1 with three transformers of class 1: 2.3 %.
///
/// - Parameters:
///   - meter: the meter's class, percent.
///   - sensors: the classes of its transformers, percent.
public func systemAccuracy(meter: Double, sensors: [Double]) -> Double {
    let squares = sensors.reduce(meter * meter) { $0 + $1 * $1 }
    return 1.15 * squares.squareRoot()
}
