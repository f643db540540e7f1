extension LinkFunction {
    /// The functions by the names of the standard.
    public static let named: [String: LinkFunction] = [
        "SND_NKE": .sendNormalize, "SND_UD": .sendUserData, "RSP_UD": .respondUserData,
        "REQ_SKE": .requestLinkStatus, "REQ_UD1": .requestClass1, "REQ_UD2": .requestClass2,
    ]

    /// The name in the standard; nil for a code that has none.
    public var name: String? { Self.named.first { $0.value == self }?.key }
}
