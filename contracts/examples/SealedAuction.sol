// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title A sealed-bid auction
/// @notice A bid is a package that belongs to the auction: its amount is hidden until its key is shown. After
/// bidding ends, bidders show their keys; the highest bid wins the ticket, all others go back to whoever made the
/// package. A bid whose key is not shown in time stays sealed and is taken back by its maker.
contract SealedAuction is SeroInterface {
    address public immutable seller;
    uint256 public immutable biddingEnds;
    uint256 public immutable revealEnds;
    string public category;
    bytes32 public ticket;
    bytes32 public constant CURRENCY = "SERO";

    address public winner;
    uint256 public highest;
    bool public settled;
    /// @notice Who entered a package as bid.
    mapping(bytes32 => address) public bidder;

    event Entered(bytes32 indexed package);
    event Revealed(bytes32 indexed package, uint256 amount);
    event Settled(address winner, uint256 amount);

    /// @param biddingBlocks Blocks in which packages are entered.
    /// @param revealBlocks Blocks after those in which keys are shown.
    constructor(uint256 biddingBlocks, uint256 revealBlocks) {
        seller = _msgSender();
        biddingEnds = block.number + biddingBlocks;
        revealEnds = biddingEnds + revealBlocks;
    }

    /// @notice The seller brings the ticket that is sold (the call carries it).
    function offer(string calldata category_) external payable {
        require(_msgSender() == seller && ticket == 0, "only the seller, once");
        bytes32 name = sero_msg_category();
        require(name != 0 && name == bytes32(bytes(category_)), "bring the ticket");
        category = category_;
        ticket = sero_msg_ticket();
    }

    /// @notice Enters a package that was handed to this contract, as the sender's bid.
    function enter(bytes32 package) external {
        require(block.number <= biddingEnds, "bidding is over");
        require(bidder[package] == address(0), "entered before");
        bidder[package] = _msgSender();
        emit Entered(package);
    }

    /// @notice Shows the key of a bid.
    function reveal(bytes32 package, bytes32 key) external {
        require(block.number > biddingEnds && block.number <= revealEnds, "not now");
        address by = bidder[package];
        require(by != address(0), "not entered");
        (bytes32 currency, uint256 amount, bytes32 has, bytes32 extra, , , , ) = sero_closePkg(package, key);
        require(currency != 0 || has != 0, "the key does not open the package");
        // Closed packages stay closed: each bid counts once.
        emit Revealed(package, amount);
        if (currency != CURRENCY || has != 0 || amount <= highest) {
            _back(by, currency, amount, has, extra);
            return;
        }
        (address loser, uint256 lost) = (winner, highest);
        (winner, highest) = (by, amount);
        if (loser != address(0)) _back(loser, CURRENCY, lost, 0, 0);
    }

    /// @notice A bid that was not shown goes back unopened.
    function withdraw(bytes32 package) external {
        require(block.number > revealEnds, "not yet");
        address by = bidder[package];
        require(by == _msgSender(), "not yours");
        require(sero_transferPkg(package, by), "closed before");
    }

    /// @notice Hands out ticket and price.
    function settle() external {
        require(block.number > revealEnds && !settled, "not now");
        settled = true;
        address to = winner == address(0) ? seller : winner;
        if (ticket != 0) require(sero_send_ticket(to, category, ticket), "the ticket cannot be paid");
        if (highest > 0) require(sero_send_token(seller, "SERO", highest), "the price cannot be paid");
        emit Settled(winner, highest);
    }

    function _back(address to, bytes32 currency, uint256 amount, bytes32 has, bytes32 extra) private {
        require(sero_send(to, _name(currency), amount, _name(has), extra), "a bid cannot go back");
    }

    function _name(bytes32 padded) private pure returns (string memory) {
        uint256 length;
        while (length < 32 && padded[length] != 0) length++;
        bytes memory name = new bytes(length);
        for (uint256 i = 0; i < length; i++) name[i] = padded[i];
        return string(name);
    }
}
