/// Goes through all that a meter keeps, in a fixed order, by name.
///
/// What is written into a checkpoint, read back, exported and compared is one list of fields: each
/// type names its fields once, and a visitor does with them what it is for. A visitor that only
/// looks leaves every value as it is.
public protocol StateVisitor {
    /// A number: an amount in its base unit, or an instant.
    mutating func visit(_ name: StaticString, _ value: inout Int64)
    /// A number that need not be whole, such as the value of a setting.
    mutating func visit(_ name: StaticString, _ value: inout Double)
    /// How many entries a list has.
    ///
    /// - Parameters:
    ///   - count: how many there are; what a reader returns is at most the limit.
    ///   - limit: the most there may be; a list of fixed length has exactly so many.
    ///   - isFixed: whether the length belongs to the design of the meter.
    mutating func count(_ name: StaticString, _ count: Int, limit: Int, isFixed: Bool) -> Int
    /// The fields that follow belong to a part, until ``leave()``.
    mutating func enter(_ name: StaticString, _ index: Int?)
    /// The part that was entered last is complete.
    mutating func leave()
}

extension StateVisitor {
    /// A part with its fields.
    public mutating func part(_ name: StaticString, _ body: (inout Self) -> Void) {
        enter(name, nil)
        body(&self)
        leave()
    }

    /// A yes or no, kept as 1 or 0.
    public mutating func visit(_ name: StaticString, _ value: inout Bool) {
        var number: Int64 = value ? 1 : 0
        visit(name, &number)
        value = number != 0
    }

    /// A small number.
    public mutating func visit(_ name: StaticString, _ value: inout Int) {
        var number = Int64(value)
        visit(name, &number)
        value = Int(number)
    }

    /// A number that may be missing.
    public mutating func visit(_ name: StaticString, _ value: inout Int64?) {
        enter(name, nil)
        var isThere = value != nil
        visit("isKnown", &isThere)
        var number = value ?? 0
        if isThere { visit("value", &number) }
        value = isThere ? number : nil
        leave()
    }

    /// Numbers of which the meter's design says how many there are.
    public mutating func visit(_ name: StaticString, _ values: inout [Int64]) {
        each(name, &values) { visitor, value in visitor.visit("value", &value) }
    }

    /// Entries of which the meter's design says how many there are.
    public mutating func each<Entry>(
        _ name: StaticString,
        _ entries: inout [Entry],
        _ body: (inout Self, inout Entry) -> Void
    ) {
        _ = count(name, entries.count, limit: entries.count, isFixed: true)
        for index in entries.indices {
            enter(name, index)
            body(&self, &entries[index])
            leave()
        }
    }

    /// Entries that come and go.
    ///
    /// - Parameters:
    ///   - limit: the most there may be.
    ///   - empty: what a reader fills.
    public mutating func list<Entry>(
        _ name: StaticString,
        _ entries: inout [Entry],
        limit: Int,
        empty: Entry,
        _ body: (inout Self, inout Entry) -> Void
    ) {
        let count = count(name, entries.count, limit: limit, isFixed: false)
        if count < entries.count { entries.removeLast(entries.count - count) }
        while entries.count < count { entries.append(empty) }
        for index in entries.indices {
            enter(name, index)
            body(&self, &entries[index])
            leave()
        }
    }

    /// The eight lanes of an energy.
    public mutating func visit(_ name: StaticString, _ lanes: inout SIMD8<Int64>) {
        enter(name, nil)
        visit("activeImport", &lanes[0])
        visit("activeExport", &lanes[1])
        visit("q1", &lanes[2])
        visit("q2", &lanes[3])
        visit("q3", &lanes[4])
        visit("q4", &lanes[5])
        visit("apparentImport", &lanes[6])
        visit("apparentExport", &lanes[7])
        leave()
    }
}
