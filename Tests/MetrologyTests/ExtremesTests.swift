import Metrology
import Testing

@Suite("Least and greatest values")
struct ExtremesTests {
    @Test("The first occurrence of each extreme is kept, with its instant")
    func firstOccurrence() throws {
        var extremes = Extremes(count: 2)
        for (instant, value) in [(1, 230), (2, 229), (3, 231), (4, 229), (5, 231), (6, 230)]
            as [(Int64, Int64)]
        {
            extremes.update(0, value, at: instant * 1000)
        }
        let pair = try #require(extremes[0])
        #expect(pair.minimum == 229 && pair.minimumInstant == 2000)
        #expect(pair.maximum == 231 && pair.maximumInstant == 3000)
        #expect(extremes[1] == nil, "each value stands for itself")
    }

    @Test("The first value is both extremes, whatever it is")
    func firstValue() throws {
        for value in [0, -5, 7, .max, .min] as [Int64] {
            var extremes = Extremes(count: 1)
            extremes.update(0, value, at: 42)
            let pair = try #require(extremes[0])
            #expect(pair.minimum == value && pair.maximum == value)
            #expect(pair.minimumInstant == 42 && pair.maximumInstant == 42)
        }
    }

    @Test("What is not available is ignored, and so is an index that does not exist")
    func notAvailable() {
        var extremes = Extremes(count: 1)
        extremes.update(0, nil, at: 1)
        extremes.update(1, 5, at: 1)
        extremes.update(-1, 5, at: 1)
        #expect(extremes == Extremes(count: 1) && extremes.count == 1)
        #expect(extremes[0] == nil && extremes[1] == nil && extremes[-1] == nil)
        extremes.reset(9)
        #expect(Extremes(count: -3).count == 0)
    }

    @Test("A reset forgets one value or all, and the next value begins anew")
    func reset() throws {
        var extremes = Extremes(count: 3)
        for index in 0..<3 {
            extremes.update(index, 10, at: 1)
            extremes.update(index, 20, at: 2)
        }
        extremes.reset(1)
        #expect(extremes[0] != nil && extremes[1] == nil && extremes[2] != nil)
        extremes.update(1, 15, at: 3)
        let pair = try #require(extremes[1])
        #expect(pair.minimum == 15 && pair.maximum == 15 && pair.maximumInstant == 3)
        extremes.reset()
        #expect(extremes == Extremes(count: 3))
    }
}
