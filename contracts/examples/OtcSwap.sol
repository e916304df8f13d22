// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title A private swap over the counter
/// @notice Two sides that agreed elsewhere exchange assets. The terms are a hash until the second side brings
/// what the first wants; then both are paid in the same call, or nothing happens.
contract OtcSwap is SeroInterface {
    struct Offer {
        address maker;
        bytes32 terms;
        bytes32 currency;
        uint256 amount;
        bytes32 category;
        bytes32 ticket;
    }

    uint256 public offers;
    mapping(uint256 => Offer) public offer;

    event Made(uint256 indexed id);
    event Taken(uint256 indexed id);
    event Canceled(uint256 indexed id);

    /// @notice Brings one side (the call carries it).
    /// @param terms `keccak256(abi.encode(currency, amount, category, ticket, salt))` of what is wanted for it.
    function make(bytes32 terms) external payable returns (uint256 id) {
        id = ++offers;
        Offer storage made = offer[id];
        made.maker = _msgSender();
        made.terms = terms;
        made.currency = sero_msg_currency();
        made.amount = sero_msg_amount();
        made.category = sero_msg_category();
        made.ticket = sero_msg_ticket();
        require(made.amount > 0 || made.category != 0, "bring something");
        emit Made(id);
    }

    /// @notice Brings the other side (the call carries it) and shows the salt.
    function take(uint256 id, bytes32 salt) external payable {
        Offer memory made = offer[id];
        require(made.maker != address(0), "no such offer");
        (bytes32 currency, uint256 amount) = (sero_msg_currency(), sero_msg_amount());
        (bytes32 category, bytes32 ticket) = (sero_msg_category(), sero_msg_ticket());
        bytes32 brought = keccak256(abi.encode(currency, amount, category, ticket, salt));
        require(brought == made.terms, "not what is wanted");
        delete offer[id];
        _pay(made.maker, currency, amount, category, ticket);
        _pay(_msgSender(), made.currency, made.amount, made.category, made.ticket);
        emit Taken(id);
    }

    /// @notice Takes an offer back.
    function cancel(uint256 id) external {
        Offer memory made = offer[id];
        require(made.maker == _msgSender(), "not yours");
        delete offer[id];
        _pay(made.maker, made.currency, made.amount, made.category, made.ticket);
        emit Canceled(id);
    }

    function _pay(address to, bytes32 currency, uint256 amount, bytes32 category, bytes32 ticket) private {
        require(sero_send(to, _name(currency), amount, _name(category), ticket), "a side cannot be paid");
    }

    function _name(bytes32 padded) private pure returns (string memory) {
        uint256 length;
        while (length < 32 && padded[length] != 0) length++;
        bytes memory name = new bytes(length);
        for (uint256 i = 0; i < length; i++) name[i] = padded[i];
        return string(name);
    }
}
