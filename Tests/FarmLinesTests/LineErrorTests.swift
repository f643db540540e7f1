import Testing

@testable import FarmLines

@Suite("The errors of lines")
struct LineErrorTests {
    private static let all: [LineError] = [
        .addressInUse("PLACE"), .addressNotAvailable("PLACE"),
        .hostUnknown("PLACE", reason: "why"), .portOutOfRange(70_000),
        .listeningForbidden("PLACE"), .listeningFailed("PLACE", reason: "why"),
        .noPseudoTerminal(link: "PLACE", reason: "why"), .linkIsOccupied(path: "PLACE"),
        .linkLeadsElsewhere(path: "PLACE", target: "/etc/passwd"),
        .linkIsServed(path: "PLACE", device: "/dev/pts/3"),
        .linkFailed(path: "PLACE", reason: "why"), .deviceMissing("PLACE"),
        .deviceInUse("PLACE"), .deviceForbidden("PLACE"), .notASerialDevice("PLACE"),
        .baudRateRefused("PLACE", wanted: 9600, got: 0), .deviceFailed("PLACE", reason: "why"),
        .loopStopped,
    ]

    @Test("each says what failed and where, and has a label of its own")
    func sentences() {
        for error in Self.all {
            #expect(error.description.hasPrefix("cannot "))
            switch error {
            case .portOutOfRange: #expect(error.description.contains("70000"))
            case .loopStopped: break
            default: #expect(error.description.contains("PLACE"))
            }
        }
        #expect(Set(Self.all.map(\.label)).count == Self.all.count)
    }

    @Test("an IPv6 peer is written in brackets")
    func peers() {
        #expect(PeerAddress(host: "127.0.0.1", port: 502).description == "127.0.0.1:502")
        #expect(PeerAddress(host: "::1", port: 502).description == "[::1]:502")
    }
}
