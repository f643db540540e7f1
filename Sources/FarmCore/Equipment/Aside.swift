/// A value that most owners do not have: it costs them a pointer and no more.
///
/// Kept in the standard library's own storage that is copied when it is shared and changed.
struct Aside<Value: Sendable>: Sendable {
    private var place: [Value]

    init(_ value: Value) { place = [value] }

    /// The value, to look at.
    var value: Value { place[0] }

    /// Changes the value in its place.
    mutating func change<Result>(_ body: (inout Value) -> Result) -> Result { body(&place[0]) }
}
