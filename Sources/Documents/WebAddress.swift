/// An address on the web that is reached without TLS: `http://127.0.0.1:9000/hook?of=farm`.
public struct WebAddress: Sendable, Equatable {
    /// Why a text is no such address.
    public enum Refusal: Error, CustomStringConvertible {
        /// TLS would be needed.
        case tls
        /// It does not begin with `http://`.
        case scheme
        /// Something in it has to be written in percent.
        case character
        /// A name or a password of somebody stands in it.
        case person
        /// There is no machine in it, or none that can be.
        case host
        /// The port is none.
        case port

        /// A sentence, and what is allowed.
        public var description: String {
            switch self {
            case .tls: "this build has no TLS; an address begins with http://"
            case .scheme: "is no address on the web; it begins with http://"
            case .character: "has characters that belong in percent; letters, digits and signs"
            case .person: "names somebody before the @; who sends is told by a token"
            case .host: "names no machine; http://HOST:PORT/PATH"
            case .port: "has no port from 1 to 65535; http://HOST:PORT/PATH"
            }
        }
    }

    /// The address as it was given.
    public let text: String
    /// The name of the machine, or its IP address without brackets.
    public let host: String
    /// The port; 80 unless it is given.
    public let port: Int
    /// Machine and port as they stand in the address: what a request says in `Host`.
    public let authority: String
    /// The path with its query.
    public let path: String

    /// Reads an address; a fragment is left out.
    ///
    /// - Throws: ``Refusal``.
    public init(_ text: String) throws(Refusal) {
        guard !text.hasPrefix("https://") else { throw .tls }
        guard text.hasPrefix(Self.scheme) else { throw .scheme }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .character }
        let whole = text.dropFirst(Self.scheme.count).prefix { $0 != "#" }
        let authority = whole.prefix { $0 != "/" && $0 != "?" }
        let path = whole[authority.endIndex...]
        guard !authority.contains("@") else { throw .person }
        (host, port) = try Self.place(authority)
        self.text = text
        self.authority = String(authority)
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private static let scheme = "http://"
    private static let usualPort = 80

    /// Machine and port of `host`, `host:port`, `[address]` or `[address]:port`.
    private static func place(_ authority: Substring) throws(Refusal) -> (String, Int) {
        let (host, rest): (Substring, Substring)
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .host }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
            guard host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { throw .host }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority[host.endIndex...]
            guard host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
                throw .host
            }
        }
        guard !host.isEmpty else { throw .host }
        guard !rest.isEmpty else { return (String(host), usualPort) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.allSatisfy(\.isNumber), let port = UInt16(digits),
            port > 0
        else { throw .port }
        return (String(host), Int(port))
    }
}
