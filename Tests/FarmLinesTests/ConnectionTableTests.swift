import Testing

@testable import FarmLines

@Suite("The table of connections")
struct ConnectionTableTests {
    private final class Mock: Idling {
        var wasHeard = true
        var lastHeard: Int64 = 0
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

    @Test("the idlest of a small table is the one heard longest ago, whoever came later")
    func exactIdlest() {
        var table = ConnectionTable<Mock>(limit: 4)
        let mocks = (0..<4).map { _ in Mock() }
        for mock in mocks { _ = table.add(mock) }
        for (mock, time) in zip(mocks, [7, 5, 6, 8] as [Int64]) { mock.lastHeard = time }
        #expect(table.idlest() === mocks[1])
        mocks[1].lastHeard = 9
        #expect(table.idlest() === mocks[2])
        var empty = ConnectionTable<Mock>(limit: 0)
        #expect(empty.idlest() == nil)
        #expect(empty.limit == 1)
    }

    @Test("the idlest of a large table is one not heard since the hand passed")
    func idlest() {
        let count = ConnectionTable<Mock>.searchLimit + 1
        var table = ConnectionTable<Mock>(limit: count)
        let mocks = (0..<count).map { _ in Mock() }
        for mock in mocks { _ = table.add(mock) }
        mocks[2].wasHeard = false
        #expect(table.idlest() === mocks[2])
        #expect(mocks.prefix(4).map(\.wasHeard) == [true, false, false, true])
        mocks[1].wasHeard = true
        mocks[2].wasHeard = true
        // The hand goes on from slot 3 and takes every mark on its way round.
        #expect(table.idlest() === mocks[3])
    }
}
