/// When a slave answers: the times of EN 13757-2 in nanoseconds.
///
/// They run from the end of the last stop bit. A rate below 1 bit per second counts as 1.
public enum AnswerWindow {
    /// The earliest start of an answer in nanoseconds: 11 bit times.
    public static func earliest(baudRate: Int) -> Int64 { bits(11, at: baudRate) }

    /// The latest start of an answer in nanoseconds: 330 bit times and 50 ms.
    public static func latest(baudRate: Int) -> Int64 { bits(330, at: baudRate) + 50_000_000 }

    /// The rest of the line behind which a new frame begins, in nanoseconds: 33 bit times.
    public static func silence(baudRate: Int) -> Int64 { bits(33, at: baudRate) }

    /// The time of a number of bits in nanoseconds, rounded to the nearest.
    private static func bits(_ count: Int64, at baudRate: Int) -> Int64 {
        let rate = Int64(min(max(baudRate, 1), 1_000_000_000))
        return (count * 1_000_000_000 + rate / 2) / rate
    }
}
