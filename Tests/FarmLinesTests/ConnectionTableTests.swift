import Testing

@testable import FarmLines

@Suite("The table of connections")
struct ConnectionTableTests {
    private final class Mock: Idling {
        var wasHeard = true
    }

    @Test("it takes as many as its limit and gives slots again")
    func bounded() {
        var table = ConnectionTable<Mock>(limit: 3)
        let mocks = (0..<4).map { _ in Mock() }
        let slots = mocks.map { table.add($0) }
        #expect(slots == [0, 1, 2, nil])
        #expect(table.isFull)
        table.remove(mocks[0], at: 1)
        #expect(table.count == 3)
        table.remove(mocks[1], at: 1)
        table.remove(mocks[1], at: 1)
        #expect(table.count == 2)
        #expect(table.add(mocks[3]) == 1)
        #expect(table.all.count == 3)
    }

    @Test("the idlest is one not heard since the hand passed, whoever came later")
    func idlest() {
        var table = ConnectionTable<Mock>(limit: 4)
        let mocks = (0..<4).map { _ in Mock() }
        for mock in mocks { _ = table.add(mock) }
        mocks[2].wasHeard = false
        #expect(table.idlest() === mocks[2])
        #expect(mocks.map(\.wasHeard) == [true, false, false, true])
        mocks[1].wasHeard = true
        mocks[2].wasHeard = true
        // From slot 3: it and slot 0 lose their marks, 1 and 2 too, then 3 has none.
        #expect(table.idlest() === mocks[3])
        var empty = ConnectionTable<Mock>(limit: 0)
        #expect(empty.idlest() == nil)
        #expect(empty.limit == 1)
    }
}
