import Documents
import HTTPTypes
import Testing

@testable import FarmHTTP

@Suite("Why a request came to nothing")
struct ProblemTests {
    @Test("Every fault is a place, and the first is the sentence")
    func faults() {
        let log = FaultLog(file: "body")
        log.report(JSONPointer(tokens: ["a", "b"]), "is wrong")
        log.report(.root, "is wrong too")
        let problem = Problem(.unprocessableContent, log.faults)
        #expect(problem.detail == "/a/b: is wrong")
        #expect(problem.places.map(\.pointer) == ["/a/b", "/"])
    }

    @Test("The key that was put in for the reader is not in the body, nor in a pointer")
    func withoutKey() {
        let log = FaultLog(file: "body")
        log.report(JSONPointer(tokens: ["wiring", "i1"]), "is wrong")
        let problem = Problem(.unprocessableContent, log.faults).without("wiring")
        #expect(problem.places.map(\.pointer) == ["/i1"])
        #expect(problem.detail == "/i1: is wrong")
    }

    @Test("What is not there names the nearest that is")
    func missing() {
        let problem = Problem.missing("meter", "incommer", among: ["incomer", "shop"])
        #expect(problem.detail == #"there is no meter "incommer"; did you mean "incomer"?"#)
    }
}
