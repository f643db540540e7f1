import Documents
import Testing

@Suite("Addresses on the web without TLS")
struct WebAddressTests {
    @Test(
        "An address is machine, port and path",
        arguments: [
            ("http://127.0.0.1:9000/hook", "127.0.0.1", 9000, "127.0.0.1:9000", "/hook"),
            ("http://localhost", "localhost", 80, "localhost", "/"),
            ("http://ci.example/a/b?c=d&e", "ci.example", 80, "ci.example", "/a/b?c=d&e"),
            ("http://ci.example?c=/d", "ci.example", 80, "ci.example", "/?c=/d"),
            ("http://[::1]:8080/x#part", "::1", 8080, "[::1]:8080", "/x"),
            ("http://[fe80::1]", "fe80::1", 80, "[fe80::1]", "/"),
        ]
    )
    func parts(text: String, host: String, port: Int, authority: String, path: String) throws {
        let address = try WebAddress(text)
        #expect(address.text == text)
        #expect(address.host == host && address.port == port)
        #expect(address.authority == authority && address.path == path)
    }

    @Test(
        "What is none is told why",
        arguments: [
            ("https://ci.example/", WebAddress.Refusal.tls), ("ftp://ci.example", .scheme),
            ("", .scheme), ("http:/ci.example", .scheme), ("http://ci.example/a b", .character),
            ("http://ci.example/a\r\nX: y", .character), ("http://cï.example", .character),
            ("http://me:secret@ci.example", .person), ("http://", .host), ("http:///a", .host),
            ("http://:80/", .host), ("http://[::1", .host), ("http://[ci]/", .host),
            ("http://a\\b/", .host), ("http://ci.example:", .port),
            ("http://ci.example:0/", .port), ("http://ci.example:65536/", .port),
            ("http://ci.example:+80/", .port), ("http://[::1]80/", .port),
        ]
    )
    func refusals(text: String, refusal: WebAddress.Refusal) {
        #expect(throws: refusal) { try WebAddress(text) }
        #expect(!refusal.description.isEmpty)
    }
}
