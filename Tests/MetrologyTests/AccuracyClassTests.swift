import Metrology
import Testing

@Suite("Accuracy classes")
struct AccuracyClassTests {
    @Test("A class is known by every way in which plates and models print it")
    func texts() {
        let known: [(String, AccuracyClass)] = [
            ("EN 50470-3 C", .activeC), ("EN 50470-3 class C", .activeC),
            ("EN 50470-3 class B", .activeB), ("en 50470-3:2006 cl. a", .activeA),
            ("IEC 62053-21 1", .active1), ("IEC 62053-21 class 1", .active1),
            ("EN IEC 62053-21:2003 Class 2", .active2), ("IEC 62053-22 0.5S", .active05S),
            ("EN 62053-22 0,2s", .active02S),
            ("IEC 62053-23 2", .reactive2), ("IEC 62053-23 class 3", .reactive3),
        ]
        for (text, expected) in known {
            #expect(AccuracyClass(text: text) == expected, "\(text)")
        }
        for accuracyClass in AccuracyClass.allCases {
            #expect(AccuracyClass(text: accuracyClass.rawValue) == accuracyClass)
        }
    }

    @Test("What is no class of these tables is nil")
    func unknownTexts() {
        let unknown = [
            "", "C", "class C", "EN 50470-3", "EN 50470-3 D", "IEC 62053-21 0.5S",
            "IEC 62053-22 1", "IEC 62053-23 1", "IEC 62053-24 1", "IEC 62053-21:2020 1",
            "50470-3 C", "EN 50470-3 C MID", "IEC 61557-12 0.5", "EN EN", "class class class",
        ]
        for text in unknown { #expect(AccuracyClass(text: text) == nil, "\(text)") }
    }

    @Test("The classes of reactive energy are told from those of active energy")
    func reactive() {
        let reactive = AccuracyClass.allCases.filter(\.isReactive)
        #expect(reactive == [.reactive2, .reactive3])
    }

    @Test("What a plate leaves out follows from the other currents")
    func ratings() throws {
        let direct = try #require(AccuracyRatings(.direct, transition: 1, maximum: 63))
        #expect(direct.minimum == 0.5 && direct.reference == 10)
        let transformer = try #require(
            AccuracyRatings(.currentTransformer, reference: 5, maximum: 6)
        )
        #expect(transformer.transition == 0.25 && transformer.minimum == 0.05)
        #expect(AccuracyRatings(.direct, maximum: 63) == nil)
        #expect(AccuracyRatings(.direct, minimum: 2, transition: 1, maximum: 63) == nil)
        #expect(AccuracyRatings(.direct, transition: 1, reference: 10, maximum: 9) == nil)
        #expect(AccuracyRatings(.direct, transition: 0, maximum: 9) == nil)
        #expect(AccuracyRatings(.direct, transition: 1, maximum: .infinity) == nil)
        #expect(AccuracyRatings(.direct, transition: .nan, maximum: 10) == nil)
    }

    @Test("The directive permits at each temperature and load what its table says")
    func maximumPermissibleErrors() {
        // MI-003: the inner edge of each band, from both sides where it has two.
        let bands: [[Double]] = [
            [5, 20, 30], [-10, 4.9, 30.1, 40], [-25, -10.1, 40.1, 55], [-40, -25.1, 55.1, 70],
        ]
        let table: [(AccuracyClass, MaximumPermissibleError.Load, [Double])] = [
            (.activeA, .low, [3.5, 5, 7, 9]), (.activeB, .low, [2, 2.5, 3.5, 4]),
            (.activeC, .low, [1, 1.3, 1.7, 2]), (.activeA, .full, [3.5, 4.5, 7, 9]),
            (.activeB, .full, [2, 2.5, 3.5, 4]), (.activeC, .full, [0.7, 1, 1.3, 1.5]),
            (.activeA, .singlePhase, [4, 5, 7, 9]), (.activeB, .singlePhase, [2.5, 3, 4, 4.5]),
            (.activeC, .singlePhase, [1, 1.3, 1.7, 2]),
        ]
        for (accuracyClass, load, limits) in table {
            for (band, temperatures) in bands.enumerated() {
                for celsius in temperatures {
                    let found = MaximumPermissibleError.percent(
                        accuracyClass,
                        load,
                        celsius: celsius
                    )
                    let place: Comment = "\(accuracyClass.rawValue) \(load) at \(celsius) °C"
                    #expect(found == limits[band], place)
                }
            }
            for celsius in [-40.1, 70.1, .nan] {
                let found = MaximumPermissibleError.percent(accuracyClass, load, celsius: celsius)
                #expect(found == nil)
            }
        }
        #expect(MaximumPermissibleError.percent(.active1, .full, celsius: 20) == nil)
    }
}
