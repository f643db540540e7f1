import ModbusProtocol
import TestSupport
import Testing

struct RegisterTextTests {
    struct Example: Sendable {
        var type: RegisterType
        var order: WordOrder
        var padding: TextPadding
        var words: Int
        var bytes: String
    }

    static let examples = [
        Example(
            type: .ascii16,
            order: .big,
            padding: .zeros,
            words: 4,
            bytes: "0053 004F 0043 004F"
        ),
        Example(type: .ascii, order: .big, padding: .zeros, words: 3, bytes: "534F 434F 0000"),
        Example(type: .ascii, order: .big, padding: .spaces, words: 3, bytes: "534F 434F 2020"),
        Example(type: .ascii, order: .bigSwapped, padding: .zeros, words: 2, bytes: "4F53 4F43"),
        Example(type: .ascii, order: .little, padding: .zeros, words: 2, bytes: "534F 434F"),
        Example(
            type: .ascii16,
            order: .big,
            padding: .spaces,
            words: 5,
            bytes: "0053 004F 0043 004F 0020"
        ),
    ]

    @Test("The text SOCO becomes the words worked out by hand, and comes back", arguments: examples)
    func soco(example: Example) throws {
        let codec = RegisterCodec(example.type, example.order)
        var output: [UInt8] = []
        codec.append(text: "SOCO", words: example.words, padding: example.padding, into: &output)
        #expect(output == hex(example.bytes))
        let decoded = try codec.decode(output[...])
        #expect(decoded == .text("SOCO"))
    }

    @Test("Text that is too long is cut, characters beyond ISO 8859-1 become question marks")
    func cut() {
        var output: [UInt8] = []
        RegisterCodec(.ascii).append(text: "Zähler€", words: 2, into: &output)
        #expect(output == hex("5A E4 68 6C"))
        output = []
        RegisterCodec(.ascii).append(text: "€", words: 1, into: &output)
        #expect(output == hex("3F 00"))
    }

    @Test("Text in no register, or in a number, appends nothing; so does a number in text")
    func nothing() {
        var output: [UInt8] = []
        RegisterCodec(.ascii).append(text: "A", words: 0, into: &output)
        RegisterCodec(.ascii).append(text: "A", words: -1, into: &output)
        RegisterCodec(.u16).append(text: "A", words: 1, into: &output)
        RegisterCodec(.ascii).append(wrapping: 1 as Int64, into: &output)
        RegisterCodec(.ascii).append(1.0, into: &output)
        #expect(output.isEmpty)
    }
}
