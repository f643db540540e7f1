import Hummingbird
import Testing

@testable import FarmHTTP

@Suite("Who may ask a farm")
struct GuardTests {
    private let rule = Guard<BasicRequestContext>(
        token: Array("secret-token-of-16".utf8),
        names: ["localhost", "farmhost"],
        isOpen: { _ in false }
    )

    @Test(
        "Addresses and names of this machine are ours, with any port",
        arguments: [
            "127.0.0.1", "127.0.0.1:8502", "[::1]:8502", "192.168.1.7:80", "localhost",
            "LOCALHOST:1",
            "farmhost:8502",
        ]
    )
    func ours(_ authority: String) { #expect(rule.isOurs(authority)) }

    @Test(
        "Names that anybody can let point here are not",
        arguments: [
            "", ":8502", "evil.example", "evil.example:8502", "127.0.0.1.evil.example", "1.2.3.4.5",
            "127.0.0.256", "localhost.evil.example", "127.0.0.",
        ]
    )
    func others(_ authority: String) { #expect(!rule.isOurs(authority)) }

    @Test(
        "A token is right as a whole or not at all",
        arguments: [
            ("Bearer secret-token-of-16", true), ("Bearer secret-token-of-1", false),
            ("Bearer secret-token-of-167", false), ("Bearer secret-token-of-17", false),
            ("Bearer ", false), ("Basic secret-token-of-16", false), ("secret-token-of-16", false),
        ]
    )
    func token(_ header: String, _ isRight: Bool) {
        #expect(rule.carries(Array("secret-token-of-16".utf8), header) == isRight)
        #expect(!rule.carries(Array("secret-token-of-16".utf8), nil))
    }
}
