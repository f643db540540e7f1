/// What the wire tells whoever watches the frames.
extension Wire {
    /// Tells of a run that is over and that no meter takes for a request.
    ///
    /// - Parameter bytes: what the line let through.
    func tell(of transmission: Transmission, _ bytes: [UInt8]) {
        let sender: WirePassing.Sender
        switch transmission.sender {
        case .master, .foreignMaster: return
        case .meter:
            guard let number = transmission.answer else { return }
            sender = .answer(number)
        case .foreignMeter: sender = .foreign
        case .noise: sender = .noise
        }
        tell(sender, transmission, bytes)
    }

    /// Tells that what a master sent last was lost.
    func tellOfLoss() {
        guard stations.isWatched, let heard, heard.sender.isMaster else { return }
        tell(.lost, heard, heard.bytes)
        self.heard = nil
    }

    private func tell(
        _ sender: WirePassing.Sender,
        _ transmission: Transmission,
        _ bytes: [UInt8]
    ) {
        stations.overheard(
            WirePassing(
                sender: sender,
                bytes: bytes,
                framing: transmission.source.framing,
                origin: transmission.source.origin,
                start: transmission.start,
                end: transmission.end
            )
        )
    }
}
