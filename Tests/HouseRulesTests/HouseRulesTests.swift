import Testing

@Suite("The rules of the house")
struct HouseRulesTests {
    @Test("Every file obeys every rule that it is not exempt from", arguments: Rule.allCases)
    func obeyed(_ rule: Rule) {
        let exempt = Set(Exemption.all.filter { $0.rule == rule }.map(\.path))
        for file in rule.files where !exempt.contains(file.path) {
            for violation in rule.violations(in: file) {
                Issue.record("\(violation) (\(rule.rawValue))")
            }
        }
    }

    @Test("No exemption outlives its need")
    func exemptionsAreNeeded() {
        for exemption in Exemption.all {
            let file = exemption.rule.files.first { $0.path == exemption.path }
            let broken = file.map { exemption.rule.violations(in: $0) } ?? []
            #expect(
                !broken.isEmpty,
                "\(exemption.path) needs none from \(exemption.rule.rawValue)"
            )
            #expect(exemption.reason.split(separator: " ").count >= 3)
        }
    }

    @Test("Every folder under Sources is a room of the table")
    func roomsAreKnown() {
        let known = Set(House.rooms.keys).union(House.roomsOfC)
        #expect(SourceTree.rooms.subtracting(known).isEmpty)
        #expect(SourceTree.rooms.count > 5, "the sources were not found at \(SourceTree.root)")
    }
}
