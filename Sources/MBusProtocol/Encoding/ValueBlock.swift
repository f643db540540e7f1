/// The bytes of a value information block, taken apart.
struct ValueBlock {
    /// All bytes.
    var bytes: [UInt8]
    /// The first byte.
    var vif: UInt8
    /// The VIFEs, with their bit 7.
    var extensions: [UInt8] = []
    /// The text behind VIF 7C or FC.
    var plainText: String?

    /// Reads a block off the front of bytes; the text stands between VIF and VIFEs.
    init(decoding input: inout ArraySlice<UInt8>) throws(TelegramError) {
        guard let vif = input.popFirst() else { throw .prematureEnd }
        self.vif = vif
        bytes = [vif]
        if vif & 0x7F == 0x7C { try readText(&input) }
        var last = vif
        while last & 0x80 != 0 {
            guard extensions.count < ValueInformation.longestExtension else {
                throw .tooManyVIFEs
            }
            guard let next = input.popFirst() else { throw .prematureEnd }
            extensions.append(next)
            bytes.append(next)
            last = next
        }
    }

    private mutating func readText(_ input: inout ArraySlice<UInt8>) throws(TelegramError) {
        guard let length = input.popFirst(), input.count >= Int(length) else {
            throw .prematureEnd
        }
        let characters = input.prefix(Int(length))
        input.removeFirst(Int(length))
        bytes.append(length)
        bytes.append(contentsOf: characters)
        plainText = DataField.text(characters)
    }
}
